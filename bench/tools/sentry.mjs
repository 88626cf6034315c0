// @sentry/node 10: https://docs.sentry.io/platforms/node/configuration/draining, "Sentry.close(2000)", there followed by process.exit():
// both ends are measured where it matters.
import * as Sentry from '@sentry/node';
import { afterCapture, atEnd, endpoint, id, work } from './cli.mjs';

const CLOSE_TIMEOUT_MS = 2000;

Sentry.init({ dsn: endpoint.replace('http://', 'http://public@') + '/1' });

work();
Sentry.captureEvent({ message: 'bench.done', extra: { n: id } });
afterCapture();
await Sentry.close(CLOSE_TIMEOUT_MS);
atEnd();
