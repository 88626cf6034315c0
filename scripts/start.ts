/**
 * The main job, from end to end: starts the collector, runs the example tool for real over this repository, lets its
 * events arrive, prints the report, and checks that the numbers add up.
 *
 *   npm start              stays up until Ctrl-C
 *   npm start -- --once    ends after the report: 0 when everything adds up, 1 when it does not
 */
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startCollector, type Collector, type Report } from '@overt/collector';

type Ledger = { recorded: number; delivered: number; pending: number; dropped: Record<string, number> };

const ROOT = join(import.meta.dirname, '..');
const TALLY = join(ROOT, 'examples/tally/bin/tally.js');
const TALLY_TELEMETRY = pathToFileURL(join(ROOT, 'examples/tally/src/telemetry.js')).href;
const COLLECTOR_CLI = join(ROOT, 'packages/collector/dist/cli.js');
const FLUSH_TIMEOUT_MS = 20_000;

await main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overt-start-'));
  const collector = await startCollector({ data: join(folder, 'data'), port: 0 });
  const stop = async (): Promise<void> => {
    await collector.close();
    rmSync(folder, { recursive: true, force: true });
  };
  console.log(`The collector listens on ${collector.url}; its data is in ${join(folder, 'data')}\n`);
  prepareEnvironment(folder, collector);
  const ran = await runTally(folder);
  const ledger = await deliver();
  const report = await collector.report();
  await printReport(join(folder, 'data'));
  const wrong = printAccount(ledger, report, ran);
  if (process.argv.includes('--once')) {
    await stop();
    process.exit(wrong ? 1 : 0);
  }
  console.log('\nThe collector stays up. Stop it with Ctrl-C.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
}

/**
 * The tool gets a home of its own, and a user who said yes: nothing of the person who runs this is touched or sent, and
 * it all stays on this machine. That is why their DO_NOT_TRACK is set aside here.
 */
function prepareEnvironment(folder: string, { url, writeKey }: Collector): void {
  const home = join(folder, 'home');
  mkdirSync(home);
  for (const name of ['DO_NOT_TRACK', 'CI', 'NODE_OPTIONS', 'XDG_STATE_HOME']) delete process.env[name];
  Object.assign(process.env, {
    HOME: home,
    LOCALAPPDATA: home,
    TALLY_TELEMETRY: 'usage',
    TALLY_COLLECTOR_URL: url,
    TALLY_COLLECTOR_KEY: writeKey,
  });
}

type Ran = { readonly ended: number; readonly failed: number };

/** Runs that work, runs that fail, one that crashes, and one that is killed in the middle. */
async function runTally(folder: string): Promise<Ran> {
  const broken = join(folder, 'table.json');
  writeFileSync(broken, '{ ".zig": ');
  const runs = [
    ['count', '.'],
    ['count', 'packages'],
    ['languages', 'packages'],
    ['languages', 'examples'],
    ['largest', 'packages', '--top', '3'],
    ['count', 'no-such-folder'],
    ['largest', '.', '--top', 'many'],
    ['languages', '.', '--table', broken],
  ];
  let failed = 0;
  for (const run of runs) {
    const { status } = say(
      run,
      spawnSync(process.execPath, [TALLY, ...run], { cwd: ROOT, encoding: 'utf8' }),
    );
    if (status !== 0) failed += 1;
  }
  await killWhileWorking();
  return { ended: runs.length, failed };
}

function say(run: string[], result: SpawnSyncReturns<string>): SpawnSyncReturns<string> {
  const lines = (result.stdout + result.stderr).trim().split('\n');
  const line = lines.find((text) => /Error:|^tally:/.test(text)) ?? lines[0] ?? '';
  console.log(`$ tally ${run.join(' ')}\n  exit ${result.status}: ${line}`);
  return result;
}

function killWhileWorking(): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [TALLY, 'watch', 'packages'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.kill('SIGKILL'));
    child.once('exit', (_, signal) => {
      console.log(`$ tally watch packages\n  ended by ${signal}`);
      resolve();
    });
  });
}

/** Delivers what is left, through the tool's own telemetry, and reads its account. */
async function deliver(): Promise<Ledger> {
  const { telemetry } = (await import(TALLY_TELEMETRY)) as {
    telemetry: {
      flush(options: { timeoutMs: number }): Promise<{ outcome: string }>;
      ledger(): Promise<Record<string, Ledger>>;
    };
  };
  const { outcome } = await telemetry.flush({ timeoutMs: FLUSH_TIMEOUT_MS });
  console.log(`\nDelivery: ${outcome}.\n`);
  const [ledger] = Object.values(await telemetry.ledger());
  if (ledger === undefined) throw new Error('The tool has no ledger: it recorded nothing.');
  return ledger;
}

/** As anyone would: `overt-collector report`, which asks the collector that runs on that folder. */
function printReport(data: string): Promise<void> {
  const child = spawn(process.execPath, [COLLECTOR_CLI, 'report', '--data', data], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The report ended with ${code}.`)),
    );
  });
}

/** Prints both sides of the account, and answers whether they differ. */
function printAccount({ recorded, delivered, pending, dropped }: Ledger, report: Report, ran: Ran): boolean {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const invocations = report.commands.reduce((sum, { runs }) => sum + runs, 0);
  const failures = report.commands.reduce((sum, line) => sum + line.failures, 0);
  const checks: [string, number, number][] = [
    ['recorded = delivered + dropped + pending', recorded, delivered + lost + pending],
    ['events in the store = delivered', report.totals.events, delivered],
    ['still pending', pending, 0],
    ['commands in the report = commands that ended', invocations, ran.ended],
    ['failures in the report = commands that failed', failures, ran.failed],
    ['crashes', report.crashes.reduce((sum, { count }) => sum + count, 0), 1],
    ['abandoned runs', report.abandoned.reduce((sum, { runs }) => sum + runs, 0), 1],
  ];
  console.log(
    `\nThe tool's own account: recorded ${recorded}, delivered ${delivered}, dropped ${lost}, pending ${pending}.`,
  );
  for (const [what, left, right] of checks)
    console.log(`  ${left === right ? 'ok   ' : 'WRONG'} ${what}: ${left}, ${right}`);
  return checks.some(([, left, right]) => left !== right);
}
