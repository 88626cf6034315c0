/**
 * For libraries that may be a part of a tool: they record into whatever hosts them. It is half a kilobyte, without what only a tool needs.
 *
 * @module
 */
export type { HostTelemetry } from '../host/host.ts';
export { getTelemetry } from '../host/host.ts';
