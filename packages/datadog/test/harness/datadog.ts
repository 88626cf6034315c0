import { Ajv } from 'ajv';
import { startFaultServer, type Answer } from '../../../overt/test/harness/fault-server.ts';
import { textOf } from '../../../overt/test/harness/inbox.ts';
import type { Vendor, VendorServer } from '../../../overt/test/harness/vendor.ts';
import { datadog } from '../../src/index.ts';
import type { Log } from '../../src/log/log.ts';

const TAKEN: Answer = { status: 202, body: '{}' };
const KEY = '0123456789abcdef0123456789abcdef';
/** What the intake's reference says of a log and of a request. Of what it does not name, it takes anything. */
const areLogs = new Ajv({ allErrors: true }).compile<Log[]>({
  type: 'array',
  minItems: 1,
  maxItems: 1000,
  items: {
    type: 'object',
    required: ['message', 'ddsource', 'ddtags', 'service', 'status'],
    properties: {
      message: { type: 'string', minLength: 1 },
      ddsource: { type: 'string' },
      ddtags: {
        type: 'string',
        pattern: String.raw`^[a-z][^\s:,A-Z]*:[^\s,A-Z]+(,[a-z][^\s:,A-Z]*:[^\s,A-Z]+)*$`,
      },
      service: { type: 'string', minLength: 1 },
      status: { enum: ['critical', 'error', 'warning', 'info'] },
      timestamp: { type: 'integer' },
      duration: { type: 'integer' },
      // Nobody is to know whose machine it was.
      hostname: false,
      host: false,
    },
  },
});
const MAX_BYTES = 5_000_000;

/** What stands for Datadog's intake. What is wrong is not answered. */
export type DatadogServer = VendorServer & {
  readonly logs: readonly Log[];
  readonly keys: readonly unknown[];
};

export async function startDatadog(): Promise<DatadogServer> {
  const logs: Log[] = [];
  const keys: unknown[] = [];
  const texts: string[] = [];
  let decide: (text: string) => Answer | undefined = () => undefined;
  const server = await startFaultServer(async (request) => {
    const text = textOf(request);
    texts.push(text);
    keys.push(request.headers['dd-api-key']);
    const answer = decide(text) ?? TAKEN;
    if (answer.status >= 300) return answer;
    const body: unknown = JSON.parse(text);
    if (!areLogs(body) || Buffer.byteLength(text) > MAX_BYTES)
      throw new Error(`Nothing that Datadog takes: ${JSON.stringify(areLogs.errors)}`);
    logs.push(...body);
    return answer;
  });
  return {
    ...server,
    options: { key: KEY, url: `${server.url}/api/v2/logs` },
    logs,
    keys,
    texts,
    arrived: () => logs.map(({ evt }) => (evt as { id: string }).id),
    answerWith: (answer) => void (decide = answer),
  };
}

export const DATADOG: Vendor = {
  name: 'datadog',
  makeSink: (options) => datadog(options),
  start: startDatadog,
  nameOf: (id) => id,
  key: KEY,
  taken: TAKEN,
};
