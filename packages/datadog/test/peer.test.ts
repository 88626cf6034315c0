import { describe, expect, it } from 'vitest';
import { makeBatch, makeEvent, makeTools } from '../../overt/test/harness/batches.ts';
import { flatten, listUnexplained, type Difference } from '../../overt/test/harness/differences.ts';
import { startFaultServer, type Received } from '../../overt/test/harness/fault-server.ts';
import { textOf } from '../../overt/test/harness/inbox.ts';
import { createSink } from '../src/sink.ts';
import { DATADOG } from './harness/datadog.ts';
import { askPeer, MISSING } from './peer/ask.ts';
import { DIFFERENCES } from './peer/differences.ts';

const TIME = 1_732_000_000_000;
const STACK = 'StoreError [E_STORE]: cannot read the store\n    at read (app:///dist/cli.js:4:118)';
const EVENTS = [
  makeEvent({
    name: 'command.invocation',
    level: 'usage',
    time: TIME,
    props: { command: 'scan deep', durationMs: 25 },
  }),
  makeEvent({
    seq: 2,
    time: TIME,
    props: { command: 'scan deep', errorClass: 'storeerror', stack: STACK, fingerprint: '5d1f7a84db3c2e09' },
  }),
];

/** The same two logs, as @datadog/datadog-api-client 1.64.0 sends them and as we do. */
describe.skipIf(MISSING !== '')(
  `field by field, a request differs from that of Datadog’s client only in what is listed${MISSING}`,
  () => {
    it('in its address, its headers and its logs', async () => {
      const used = new Set<Difference>();
      const { request, answer } = await askPeer();
      // It takes the answer of what stands for Datadog for one of Datadog's.
      expect(answer).toEqual({});
      const [ours, theirs] = [tabulate(await sendOurs()), tabulate(request)];
      expect(listUnexplained({ ours, theirs }, DIFFERENCES, used)).toEqual([]);
      for (const path of ['path', 'headers.dd-api-key', 'headers.content-type', 'headers.content-encoding'])
        expect([path, ours[path]]).toEqual([path, theirs[path]]);
      const same = Object.keys(theirs).filter(
        (path) => path.startsWith('body.') && ours[path] === theirs[path],
      );
      expect(same.length).toBeGreaterThan(14);
      expect(DIFFERENCES.filter((row) => !used.has(row)).map(({ why }) => why)).toEqual([]);
    });
  },
);

async function sendOurs(): Promise<Received> {
  const requests: Received[] = [];
  const server = await startFaultServer(async (request) => {
    requests.push(request);
    return DATADOG.taken;
  });
  const { name, options } = DATADOG.makeSink({ key: DATADOG.key, url: `${server.url}/api/v2/logs` });
  await createSink(makeTools(), { name, options }).send(makeBatch(EVENTS, { sentAt: TIME }), {
    signal: new AbortController().signal,
  });
  await server.close();
  return requests[0] as Received;
}

/** A request as a table of its leaves, without what is of the connection. */
function tabulate(request: Received): Record<string, unknown> {
  const { host: _host, connection: _kept, 'content-length': _length, ...headers } = request.headers;
  return flatten({ path: request.path, headers, body: JSON.parse(textOf(request)) as unknown });
}
