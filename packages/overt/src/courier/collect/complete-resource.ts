import { detectAgent, readAgentSession } from '../../environment/agent.ts';
import { findContainer } from '../../environment/container-files.ts';
import { nameContainer } from '../../environment/container.ts';
import { findDistro } from '../../environment/distro.ts';
import { findInstallMethod, findStarted, methodOfPath } from '../../environment/install-method.ts';
import { LONG } from '../../environment/marks.ts';
import type { Platform } from '../../platform/platform.ts';
import { isSameHost } from '../../spool/liveness.ts';
import type { HeaderLine, LocalFacts, Resource } from '../../spool/run-file.ts';

/** Where runs are completed: the courier, or the tool itself when it delivers from within. */
export type CompletionPlace = {
  readonly platform: Platform;
  readonly folder: string;
  /** Hashes with the salt that was the run's: not with another one, which could tie it to other ids. */
  readonly hash: (header: HeaderLine, value: string) => string | undefined;
};

/** Fields of the resource. What is undefined is left out. */
type Fields = Readonly<Record<string, string | undefined>>;

/**
 * What is added to the resource of each run when it is merged: what must not leave as the run wrote it, and what would
 * cost each run too much to find out. None of these reads a variable, which would be the courier's.
 */
const COMPLETIONS: readonly ((place: CompletionPlace, header: HeaderLine) => Fields)[] = [
  nameAgent,
  nameInstallMethod,
  nameHost,
];

/** Only machines of this agent have it; it sets no variable. */
const DEVIN_FOLDER = '/opt/.devin';

/** The resource of a run as it is sent. What the run says of itself is never replaced, and `local` is not in it. */
export function completeResource(place: CompletionPlace, header: HeaderLine): Resource {
  const resource: Record<string, string> & Resource = { ...header.resource };
  for (const complete of COMPLETIONS) {
    for (const [name, value] of Object.entries(complete(place, header))) {
      if (value !== undefined) resource[name] ??= value;
    }
  }
  resource['startedBy'] ??= nameStarter(header, resource);
  return resource;
}

/** Who started the run, as far as it can be told: whoever drives it comes before where it runs. */
function nameStarter({ local }: HeaderLine, { agent, ci, tty }: Resource): string {
  if (local?.byDaemon === true) return 'daemon';
  if (agent !== undefined) return 'agent';
  if (ci !== undefined) return 'ci';
  return tty === undefined || tty === 'none' ? 'program' : 'person';
}

function nameAgent({ platform, hash }: CompletionPlace, header: HeaderLine): Fields {
  const { local, process } = header;
  const marks = readMarks(local);
  const isDevin = isSameHost(platform, process) && platform.fs.existsSync(DEVIN_FOLDER);
  const agent = detectAgent(marks) ?? (isDevin ? 'devin' : undefined);
  if (agent === undefined) return {};
  const session = readAgentSession(marks, agent);
  const isWhole = session !== undefined && session !== LONG;
  return { agent, agentSession: isWhole ? hash(header, `session:${session}`) : undefined };
}

function nameInstallMethod({ platform }: CompletionPlace, { local, process, resource }: HeaderLine): Fields {
  const path = findStarted(readText(local?.program), readText(local?.script));
  if (path === undefined) return {};
  // Of another host, there is no file to look at.
  const installMethod = isSameHost(platform, process)
    ? findInstallMethod(platform, resource.tool, path)
    : (methodOfPath(path) ?? 'unknown');
  return { installMethod };
}

/** Containers nest: what the variables name is the one that the user knows. */
function nameHost({ platform }: CompletionPlace, { local, process }: HeaderLine): Fields {
  const named = nameContainer(readMarks(local));
  if (!isSameHost(platform, process)) return { container: named };
  return { container: named ?? findContainer(platform), distro: findDistro(platform) };
}

/** The file may be anybody's work: what is no text is not there. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readMarks(local: LocalFacts | undefined): Record<string, string> {
  const marks = Object.entries(local?.marks ?? {});
  return Object.fromEntries(marks.filter(([, value]) => readText(value) !== undefined));
}
