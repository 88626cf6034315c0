/** Writes down what @sentry/node sends: `npx tsx packages/sentry/test/peer/record.ts`, after `npm run bench` has installed it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askPeer, ENDS } from './run-script.ts';
import { tabulate } from './tabulate.ts';

const entries = [];
for (const end of ENDS) entries.push([end, tabulate(await askPeer(end))]);
writeFileSync(
  join(import.meta.dirname, 'recorded.json'),
  `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`,
);
