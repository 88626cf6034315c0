// posthog-node 5: https://posthog.com/docs/libraries/node, "await client.shutdown()" before the program ends (30 s limit by default).
import { PostHog } from 'posthog-node';
import { afterCapture, atEnd, endpoint, id, work } from './cli.mjs';

const client = new PostHog('phc_bench', { host: endpoint });

work();
client.capture({ distinctId: 'bench', event: 'bench.done', properties: { n: id } });
afterCapture();
await client.shutdown();
atEnd();
