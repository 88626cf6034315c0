// What every variant of the measured tool shares, so that a difference between two variants is the telemetry alone.
import { readdirSync, readFileSync, writeSync } from 'node:fs';

/** Where the driver reads what a process used; open only in the rounds that ask for it. */
const PROBE_FD = 3;

/** The number that the driver looks for at the endpoint. */
export const id = Number(process.env.BENCH_ID);

/** The endpoint, without a slash at its end. */
export const endpoint = process.env.BENCH_URL;

/** The tool's job: counts the lines of the files beside it and prints one line. */
export function work() {
  const folder = new URL('.', import.meta.url);
  let lines = 0;
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.mjs')) lines += readFileSync(new URL(name, folder), 'utf8').split('\n').length;
  }
  console.log(`ok: ${lines} lines`);
}

/** Called right after the event was captured: ends at once if the driver wants to see what survives that. */
export function afterCapture() {
  if (process.argv.includes('--exit')) process.exit(0);
  if (process.argv.includes('--kill')) process.kill(process.pid, 'SIGKILL');
}

/** Ends with an error that nobody catches, and tells when it was thrown. */
export function crash() {
  setImmediate(() => {
    writeSync(PROBE_FD, JSON.stringify({ thrownAtNs: Number(process.hrtime.bigint()) }));
    throw new TypeError('thrown by the benchmark');
  });
}

/** Called last, after the SDK's own shutdown. */
export function atEnd() {
  if (process.argv.includes('--shutdown-exit')) process.exit(0);
  if (process.env.BENCH_PROBE === '1') process.on('exit', reportUsage);
}

function reportUsage() {
  const { user, system } = process.cpuUsage();
  writeSync(PROBE_FD, JSON.stringify({ cpuUs: user + system, peakKb: peakKb() }));
}

// ru_maxrss keeps the size of the process that forked this one (the driver); VmHWM begins anew at exec.
function peakKb() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
