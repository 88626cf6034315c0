// What the soak runs: an agent that does a hundred things a second, with telemetry (`--with`) or without. It tells its parent how it is
// once a second, and writes a byte for each event that was recorded, so that the parent knows how many there were when it was killed.
import { openSync, writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defineTelemetry, http } from 'overt';

const [mode, url, progress, rate, intervalMs] = process.argv.slice(2);
const PERIOD_MS = 1000 / Number(rate);
const REPORT_MS = 1000;
const WARM_UP_REPORTS = 5;
/** Once in each interval of delivery, all that can be collected is, so that what stays can be seen. */
const COLLECT_EVERY = Number(intervalMs) / REPORT_MS;

const STUB_CALL = { firstToken() {}, end() {}, fail() {} };
const STUB = {
  session: () => ({
    startTool: () => STUB_CALL,
    startTurn: () => STUB_CALL,
    usage() {},
    usageTotal() {},
    error() {},
    end() {},
  }),
};

const telemetry = mode === 'with' ? define() : STUB;
const file = openSync(progress, 'a');
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

let events = 0;
const startedMs = performance.now();
const steps = work();
setInterval(() => {
  // A timer that came late does what it should have done.
  const due = Math.floor((performance.now() - startedMs) / PERIOD_MS);
  for (; events < due; events += 1) {
    steps.next();
    writeSync(file, '.');
  }
}, PERIOD_MS);

let reports = 0;
setInterval(() => {
  reports += 1;
  // What is loaded at the start, and with the first delivery, is paid once.
  if (reports === WARM_UP_REPORTS) delay.reset();
  if (reports % COLLECT_EVERY === 0) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const isCollected = reports % COLLECT_EVERY === 0;
  process.send?.({
    rss,
    heapUsed,
    isCollected,
    events,
    p50: delay.percentile(50),
    p99: delay.percentile(99),
    max: delay.max,
  });
}, REPORT_MS);

function define() {
  const telemetry = defineTelemetry({
    tool: 'soak',
    version: '1.0.0',
    consent: { default: 'on', ci: 'on', notice: false },
    sinks: [http({ url })],
    delivery: { mode: 'background', intervalMs: Number(intervalMs) },
    agents: { agents: ['lead', 'helper'], tools: ['read_file', 'run_command'] },
  });
  telemetry.choose('usage');
  return telemetry;
}

/** One event a step, from eight sessions that come and go, two of them sub-agents of another. */
function* work() {
  const open = [];
  for (let step = 0; ; step += 1) {
    if (open.length < 8) {
      const parent = open.length % 4 === 3 ? open.at(-1)?.session : undefined;
      open.push({
        session: telemetry.session({ agent: parent ? 'helper' : 'lead', model: 'gpt-5', parent }),
        left: 40,
        used: 0,
      });
    } else {
      const one = open[step % open.length];
      one.left -= 1;
      if (one.left <= 0) {
        one.session.end();
        open.splice(open.indexOf(one), 1);
      } else act(one, step);
    }
    yield;
  }
}

function act(one, step) {
  const { session } = one;
  if (step % 3 === 0) session.startTool(step % 2 === 0 ? 'read_file' : `made up ${step % 50}`).end();
  else if (step % 3 === 1) {
    const turn = session.startTurn();
    turn.firstToken();
    turn.end();
  } else {
    one.used += 100;
    session.usageTotal({
      inputTokens: one.used,
      outputTokens: one.used / 10,
      cost: one.used / 1e6,
      currency: 'USD',
    });
  }
}
