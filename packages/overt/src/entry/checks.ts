/** What says what is wrong with the options of a tool, in a file of its own: loaded where they are not plainly right. */
export { findFault } from '../telemetry/check-options.ts';
