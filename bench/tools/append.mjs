// The physical limit of recording one event: 400 bytes appended to a file.
import { appendFileSync } from 'node:fs';
import { afterCapture, atEnd, id, work } from './cli.mjs';

const LINE_BYTES = 400;

work();
appendFileSync(process.env.BENCH_FILE, `{"n":${id},"fill":"`.padEnd(LINE_BYTES - 3, 'x') + '"}\n');
afterCapture();
atEnd();
