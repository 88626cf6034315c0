/** Writes docs/redaction.md from the rules and their examples: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRules } from '../packages/overt/test/redact/describe-rules.ts';

writeFileSync(join(import.meta.dirname, '../docs/redaction.md'), describeRules());
