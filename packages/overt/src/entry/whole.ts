/** All that lies beside the entry where the package is installed, for tools that are one file (entry/bundled.ts). */
import * as checks from './checks.ts';
import * as cold from './cold.ts';
import * as courier from './courier.ts';
import * as errors from './errors.ts';

export { checks, cold, courier, errors };
