// Opens pictures with the network refused, light or dark, so many pixels wide:
// node page.mjs WIDTH light|dark FILE.svg... With PICTURES=1 a picture of each is taken beside it.
// Fails on what is asked for outside, on errors, and where nothing is drawn.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [width, colorScheme, ...files] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme });
let code = 0;
for (const file of files) {
  const page = await context.newPage();
  const wrong = [];
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (/^(file|data|blob):/.test(url)) return route.continue();
    wrong.push(`asked for ${url}`);
    return route.abort();
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  // In a page, as a document shows it: no wider than there is room.
  const inside = readFileSync(file, 'utf8');
  await page.setContent(`<!doctype html><style>body{margin:0}svg{max-width:100%;height:auto}</style>${inside}`);
  const seen = await page.evaluate(() => {
    const svg = document.querySelector('svg');
    if (!svg) return { texts: 0 };
    const [, , wide, high] = svg.getAttribute('viewBox').split(' ').map(Number);
    const ground = getComputedStyle(svg.querySelector('.ground')).fill;
    const outside = [...svg.querySelectorAll('text')].filter((text) => {
      const box = text.getBBox();
      return !text.hasAttribute('transform') && (box.x < 0 || box.y < 0 || box.x + box.width > wide || box.y + box.height > high);
    });
    return { texts: svg.querySelectorAll('text').length, ground, outside: outside.map((text) => text.textContent) };
  });
  if (!seen.texts) wrong.push('nothing is drawn');
  if (seen.outside?.length) wrong.push(`outside the picture: ${seen.outside}`);
  console.log(file.split('/').pop(), seen.texts, seen.ground);
  if (process.env.PICTURES) await page.screenshot({ path: `${file}.${width}.${colorScheme}.png`, fullPage: true });
  if (wrong.length) {
    console.error(file, wrong.join('; '));
    code = 1;
  }
  await page.close();
}
await browser.close();
process.exit(code);
