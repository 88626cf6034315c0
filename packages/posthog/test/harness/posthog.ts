import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { startFaultServer, type Answer } from '../../../overt/test/harness/fault-server.ts';
import { textOf } from '../../../overt/test/harness/inbox.ts';
import type { Vendor, VendorServer } from '../../../overt/test/harness/vendor.ts';
import { makeTools } from '../../../overt/test/harness/batches.ts';
import { posthog } from '../../src/index.ts';
import type { Capture } from '../../src/event/capture.ts';

/** As the newer servers write it; a test has the older way. */
const TAKEN: Answer = { status: 200, body: '{"status":"Ok"}' };
const KEY = 'phc_0123456789abcdefghijABCDEFGHIJ';
/** What is needed to take an event, as PostHog's capture service reads it: names, and the kinds of their values. */
const isBatch = addFormats.default(new Ajv({ allErrors: true })).compile<{ batch: Capture[] }>({
  type: 'object',
  required: ['api_key', 'batch', 'sent_at'],
  additionalProperties: false,
  properties: {
    api_key: { const: KEY },
    sent_at: { type: 'string', format: 'date-time' },
    batch: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['event', 'distinct_id', 'uuid', 'timestamp', 'properties'],
        additionalProperties: false,
        properties: {
          event: { type: 'string', minLength: 1, maxLength: 200 },
          distinct_id: { type: 'string', minLength: 1, maxLength: 200 },
          uuid: { type: 'string', format: 'uuid' },
          timestamp: { type: 'string', format: 'date-time' },
          properties: {
            type: 'object',
            required: ['$process_person_profile', '$geoip_disable', '$ip'],
            properties: {
              $process_person_profile: { const: false },
              $geoip_disable: { const: true },
              $ip: { const: '0.0.0.0' },
              $session_id: {
                type: 'string',
                pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
              },
            },
          },
        },
      },
    },
  },
});

/** What stands for PostHog. It throws away nothing that came twice: tests count. What is wrong is not answered. */
export type PosthogServer = VendorServer & { readonly captures: readonly Capture[] };

export async function startPosthog(): Promise<PosthogServer> {
  const captures: Capture[] = [];
  const texts: string[] = [];
  let decide: (text: string) => Answer | undefined = () => undefined;
  const server = await startFaultServer(async (request) => {
    if (request.path !== '/batch/') return { status: 404, body: '' };
    const text = textOf(request);
    texts.push(text);
    const answer = decide(text) ?? TAKEN;
    if (answer.status >= 300) return answer;
    const body: unknown = JSON.parse(text);
    if (!isBatch(body)) throw new Error(`Nothing that PostHog takes: ${JSON.stringify(isBatch.errors)}`);
    captures.push(...body.batch);
    return answer;
  });
  return {
    ...server,
    options: { key: KEY, host: server.url },
    captures,
    texts,
    arrived: () => captures.map(({ uuid }) => uuid),
    answerWith: (answer) => void (decide = answer),
  };
}

export const POSTHOG: Vendor = {
  name: 'posthog',
  makeSink: (options) => posthog(options),
  start: startPosthog,
  nameOf: makeTools().uuidOf,
  key: KEY,
  taken: TAKEN,
};
