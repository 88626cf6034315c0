// The same tool with @sentry/node 10, as its documentation sets it up: it listens to such errors by itself.
import * as Sentry from '@sentry/node';
import { crash, endpoint, id, work } from './cli.mjs';

Sentry.init({ dsn: endpoint.replace('http://', 'http://public@') + '/1' });
Sentry.setTag('bench', String(id));

work();
crash();
