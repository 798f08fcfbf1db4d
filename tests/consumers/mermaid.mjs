// Fails where Mermaid does not take a diagram; all in one browser. `mermaid.parse` needs one.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.addScriptTag({ path: new URL('./node_modules/mermaid/dist/mermaid.min.js', import.meta.url).pathname });
let code = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  const drawn = await page.evaluate(async (text) => {
    try {
      const { svg } = await mermaid.render('drawn', text);
      return svg.includes('<script') ? 'a script is in it' : '';
    } catch (error) {
      return String(error.message);
    }
  }, text);
  if (drawn) {
    console.log(file, drawn);
    code = 1;
  }
}
await browser.close();
process.exit(code);
