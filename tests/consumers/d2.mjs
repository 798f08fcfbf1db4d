// Fails where D2 does not take a diagram; all in one process, which takes seconds to start.
import { readFileSync } from 'node:fs';
import { D2 } from '@terrastruct/d2';

const d2 = new D2();
let code = 0;
for (const file of process.argv.slice(2)) {
  try {
    await d2.compile(readFileSync(file, 'utf8'));
  } catch (error) {
    console.log(file, String(error.message || error).slice(0, 300));
    code = 1;
  }
}
process.exit(code);
