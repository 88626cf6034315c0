import { afterAll, beforeAll, describe, expect } from 'vitest';
import { difference, readAccount } from '../harness/account.ts';
import { openCollector, type TestCollector } from '../harness/collector.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { readProgress } from '../harness/delivered.ts';
import { forwardTo, startFaultServer, type Fault, type FaultServer } from '../harness/fault-server.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type Ended } from '../harness/run-tool.ts';
import { readInstall, readRetryAt } from '../harness/spool.ts';
import { test } from '../harness/test.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `url`: where the tool is told to send, if not to the server that has the fault. */
type Network = { readonly network: string; readonly fault: Fault; readonly url?: string };

const NETWORKS: readonly Network[] = [
  { network: 'that is healthy', fault: 'none' },
  // Port 1 is reserved and nobody listens there.
  { network: 'that refuses', fault: 'none', url: 'http://127.0.0.1:1' },
  { network: 'that accepts and never answers', fault: 'silent' },
  { network: 'that answers after 5 s', fault: 'slow' },
  { network: 'that answers 429 with Retry-After', fault: 'throttled' },
  { network: 'that answers 500', fault: 'broken' },
  { network: 'that answers 200 with garbage', fault: 'garbage' },
  { network: 'that cuts the answer in its middle', fault: 'cut' },
  { network: 'that knows no such host', fault: 'none', url: 'http://no-such-host.invalid' },
];

const RUNS = 5;
const EVENTS_PER_RUN = 12;
/** An odd run takes half as long again; one that waits for such a network takes a hundred times as long. */
const MAX_RATIO = 3;

let collector: TestCollector;
beforeAll(async () => (collector = await openCollector()));
afterAll(() => collector.close());

describe('a tool on a network', () => {
  test.for(NETWORKS)('$network', async ({ fault, url }, { place, onTestFinished }) => {
    const server = await startFaultServer(forwardTo(collector.url));
    onTestFinished(() => server.close());

    const [bare, ended] = await runBoth(place, [server, fault, url ?? server.url]);
    expect(ended.map(visible)).toEqual(bare.map(visible));
    expect(ended[0]).toMatchObject({ code: 4, stdout: 'looking around\n', stderr: 'one thing was odd\n' });
    expect(median(ended) / median(bare)).toBeLessThan(MAX_RATIO);

    server.setFault('none');
    await waitForCouriers(place.root);
    await waitFor('the wait that the server asked for', () => Date.now() > readRetryAt(place));
    await run(place, [server.url, RUNS]);
    await waitForCouriers(place.root);
    const account = await readAccount(place);
    expect(difference(account)).toBe(0);
    // One more in each run: the command itself.
    const recorded = (RUNS + 1) * (EVENTS_PER_RUN + 1);
    expect(account).toMatchObject({ recorded, delivered: recorded, pending: 0, dropped: {} });
    expect(await readStored(place)).toEqual(expectedOf(place));
  });
});

/** Runs the tool without Overt and on the bad network by turns, so that what disturbs the one disturbs the other. */
async function runBoth(
  place: Place,
  [server, fault, url]: [FaultServer, Fault, string],
): Promise<[Ended[], Ended[]]> {
  const bare: Ended[] = [];
  const ended: Ended[] = [];
  server.setFault(fault);
  for (let index = 0; index < RUNS; index += 1) {
    bare.push(await runTool(place, { fixture: 'work.mjs', args: ['0', '0'], stub: true }));
    ended.push(await run(place, [url, index]));
  }
  return [bare, ended];
}

function run(place: Place, [url, index]: [string, number]): Promise<Ended> {
  const sink = ['collector', { url, key: collector.key, name: 'main' }] as const;
  const args = [String(index * EVENTS_PER_RUN), String(EVENTS_PER_RUN)];
  return runTool(place, { fixture: 'work.mjs', args, options: { sinks: [sink] } });
}

/** What was recorded, by name and number: the calls that have returned, and a command for each run. */
function expectedOf(place: Place): string[] {
  const commands = Array.from({ length: RUNS + 1 }, () => 'command.invocation 0');
  return [
    ...commands,
    ...readProgress(place).map(({ name, props }) => `${name} ${String(props['n'])}`),
  ].toSorted();
}

async function readStored(place: Place): Promise<string[]> {
  const rows = await collector.query<{ line: string }>(
    `SELECT concat(name, ' ', toString(JSONExtractUInt(props, 'n'))) AS line FROM events FINAL
     WHERE install = '${readInstall(place)}'`,
  );
  return rows.map(({ line }) => line).toSorted();
}

function visible({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'wallMs'> {
  return { code, signal, stdout, stderr };
}

function median(ended: readonly Ended[]): number {
  const sorted = ended.map(({ wallMs }) => wallMs).toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
