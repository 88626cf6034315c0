import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const DEFINITIONS = join(import.meta.dirname, '../official/otlp.binpb');

/** From Debian's protobuf-compiler. */
export const hasProtoc = spawnSync('protoc', ['--version']).status === 0;

/** What protoc reads in a message, by the official definitions. A field that it does not know has a number for a name. */
export function readWithProtoc(message: string, body: Uint8Array): string {
  const name = `opentelemetry.proto.collector.${message}`;
  const { status, stdout, stderr } = spawnSync(
    'protoc',
    [`--descriptor_set_in=${DEFINITIONS}`, `--decode=${name}`],
    { input: body, maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`protoc: ${stderr.toString()}`);
  return stdout.toString('utf8');
}
