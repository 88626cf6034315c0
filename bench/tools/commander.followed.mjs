// With Overt, by the adapter: the whole program is followed.
import { followCommander } from 'overt/commander';
import { main } from './commander.mjs';
import { telemetry } from './telemetry.mjs';

await main({ follow: (program) => followCommander(telemetry, program) });
