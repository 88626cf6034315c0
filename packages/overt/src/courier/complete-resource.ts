import { hashLocally } from '../identity/make-secret.ts';
import type { Platform } from '../platform/platform.ts';
import type { HeaderLine, LocalFacts, Resource } from '../spool/run-file.ts';

/** Where runs are completed: the courier, or the tool itself when it delivers from within. */
export type CompletionPlace = { readonly platform: Platform; readonly folder: string };

/** Fields of the resource. What is undefined is left out. */
type Fields = Readonly<Record<string, string | undefined>>;

/**
 * What is added to the resource of each run when it is merged: what must not leave as the run wrote it, and what
 * would cost each run too much to find out. None of these reads a variable: they would be the courier's.
 */
const COMPLETIONS: readonly ((place: CompletionPlace, header: HeaderLine) => Fields)[] = [hashAgentSession];

/** The resource of a run as it is sent. What the run says of itself is never replaced, and `local` is not in it. */
export function completeResource(place: CompletionPlace, header: HeaderLine): Resource {
  const resource: Record<string, string> & Resource = { ...header.resource };
  for (const complete of COMPLETIONS) {
    for (const [name, value] of Object.entries(complete(place, header))) {
      if (value !== undefined) resource[name] ??= value;
    }
  }
  return resource;
}

function hashAgentSession({ platform, folder }: CompletionPlace, { local }: HeaderLine): Fields {
  const session = readLocal(local, 'agentSession');
  return session === undefined ? {} : { agentSession: hashLocally(platform, folder, session) };
}

/** The file may be anybody's work: what is no text is not there. */
function readLocal(local: LocalFacts | undefined, name: keyof LocalFacts): string | undefined {
  const value: unknown = local?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
