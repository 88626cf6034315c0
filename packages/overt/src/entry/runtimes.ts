/** What Bun and Deno need and Node does not, in a file of its own: no run under Node loads it. */
export { createOtherPlatform } from '../platform/other-runtimes/create.ts';
