import { main } from './commander.mjs';

await main();
