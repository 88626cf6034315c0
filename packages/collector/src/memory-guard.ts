import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FRUGAL_ABOVE_BYTES, GENEROUS_BELOW_BYTES, MEMORY_CHECK_MS } from './limits.ts';

/**
 * Keeps the process under the memory that it promises. V8 sizes its heap for the machine (up to 4 GB), so under load it
 * lets 100 MB of garbage lie before it collects, which is right while there is room. Over FRUGAL_ABOVE_BYTES it is told
 * to be frugal (it then collects early and keeps its spaces small, at the price of more processor time), and when the
 * load is over it is let go again. An ordinary command-line flag would do it from the start, but a `bin` has none.
 */
export function guardMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let isFrugal = false;
  const timer = setInterval(() => {
    const resident = process.memoryUsage.rss();
    if (!isFrugal && resident > FRUGAL_ABOVE_BYTES) {
      isFrugal = true;
      setFlagsFromString('--optimize-for-size');
      collect(); // the heap's next limit follows from what is alive now
    } else if (isFrugal && resident < GENEROUS_BELOW_BYTES) {
      isFrugal = false;
      setFlagsFromString('--no-optimize-for-size');
    }
  }, MEMORY_CHECK_MS);
  timer.unref();
}
