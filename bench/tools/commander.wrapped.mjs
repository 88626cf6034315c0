// With Overt, by hand: the one command is wrapped.
import { main } from './commander.mjs';
import { telemetry } from './telemetry.mjs';

await main({ wrap: (body) => telemetry.command('count', body) });
