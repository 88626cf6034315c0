// @segment/analytics-node 3: "Graceful shutdown", await analytics.closeAndFlush().
import { Analytics } from '@segment/analytics-node';
import { afterCapture, atEnd, endpoint, id, work } from './cli.mjs';

const analytics = new Analytics({ writeKey: 'bench', host: endpoint });

work();
analytics.track({ anonymousId: 'bench', event: 'bench.done', properties: { n: id } });
afterCapture();
await analytics.closeAndFlush();
atEnd();
