// Starts the measured tools and holds the clock. A process of its own, in plain JavaScript without tsx: fork() copies the
// page tables of the process that calls it, so a small one adds 1 ms of noise to a sample where the driver would add 5.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The file descriptors of the child that are read: output, errors, and the probe's report. */
const READ_FDS = [1, 2, 3];

/** How long the output may stay open after the process ended before a helper is held to have inherited it. */
const OUTPUT_CLOSE_MS = 1000;

process.on('message', ({ request, launch }) => {
  run(launch).then(
    (result) => process.send({ request, result }),
    (error) => process.send({ request, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function run({ args, env, capMs }) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const read = READ_FDS.map((fd) => collect(child.stdio[fd]));
  const { at, capped, code } = await ended(child, capMs);
  const endedAtMs = Date.now();
  const heldOutput = !(await closed(child));
  const [stdout, stderr, usage] = read.map((text) => text());
  return {
    wallMs: Number(at - start) / 1e6,
    endedAtNs: Number(at),
    endedAtMs,
    capped,
    code,
    stdout,
    stderr,
    usage,
    heldOutput,
  };
}

function collect(stream) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function ended(child, capMs) {
  return new Promise((resolve, reject) => {
    let capped = false;
    const timer = setTimeout(() => {
      capped = true;
      child.kill('SIGKILL');
    }, capMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      const at = process.hrtime.bigint();
      clearTimeout(timer);
      resolve({ at, capped, code });
    });
  });
}

/** Whether the output was closed with the process; destroys what was not. */
async function closed(child) {
  const streams = READ_FDS.map((fd) => child.stdio[fd]);
  const deadline = performance.now() + OUTPUT_CLOSE_MS;
  while (!streams.every((stream) => stream.destroyed)) {
    if (performance.now() > deadline) {
      for (const stream of streams) stream.destroy();
      return false;
    }
    await sleep(1);
  }
  return true;
}
