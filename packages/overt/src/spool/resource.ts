/** One thing that is attached to every event of a run. */
export type ResourceField = {
  /** What it is, for a person who reads about it. */
  readonly what: string;
  readonly example: string;
  /** Left out of the runs for which it is not known. */
  readonly optional?: true;
};

/** The options that decide what is attached, as they are given. */
export type ResourceOptions = { readonly identity?: unknown; readonly project?: unknown };

/** What every run has. */
const ALWAYS: Readonly<Record<string, ResourceField>> = {
  tool: { what: 'the name of the tool', example: 'scan' },
  version: { what: 'the version of the tool', example: '1.4.2' },
  os: { what: 'the operating system', example: 'linux' },
  osVersion: { what: 'the first two numbers of its version', example: '6.8' },
  arch: { what: 'the kind of processor', example: 'x64' },
  runtime: { what: 'what runs the tool: node, bun or deno', example: 'node' },
  runtimeVersion: { what: 'the version of that', example: '22.12.0' },
  startedBy: {
    what: 'who started the run: a person, an agent, a build server (ci), a daemon, or another program',
    example: 'person',
  },
  tty: { what: 'which of the standard streams are terminals', example: 'in+out+err' },
};

/** What only some runs have. A name that ends in `*` stands for all that begin so. */
const SOMETIMES: Readonly<Record<string, ResourceField>> = {
  distro: { what: 'the Linux distribution', example: 'debian', optional: true },
  nested: {
    what: 'whether a run of the same tool or of another one started this run',
    example: 'same-tool',
    optional: true,
  },
  ci: { what: 'the build server', example: 'github-actions', optional: true },
  ciPr: { what: 'whether that builds a pull request: yes or no', example: 'yes', optional: true },
  environment: {
    what: 'what this build is for, as the author or a variable says',
    example: 'production',
    optional: true,
  },
  contextName: { what: 'what the tool is a part of', example: 'desktop', optional: true },
  contextVersion: { what: 'the version of that', example: '2.3.1', optional: true },
  agent: { what: 'the AI agent that runs the tool', example: 'claude-code', optional: true },
  agentSession: {
    what: 'a number that stands for the conversation with that agent; nobody else can tell for which',
    example: '41d09c7be2a85f36',
    optional: true,
  },
  container: { what: 'the kind of container or remote machine', example: 'docker', optional: true },
  installMethod: { what: 'how the tool was installed', example: 'npm', optional: true },
  'tag.*': {
    what: 'tags that the author or you gave, such as `team=core`: short names only',
    example: 'core',
    optional: true,
  },
};

const RANDOM_ID = 'a random number of this installation, which says nothing about the machine or the person';
const EXAMPLE_ID = '5f1d7a84db3c2e0917b60c4af8e3d926';
const EXAMPLE_HASH = '8c2f6d01b94e7a35';

/** By the option `identity`; `none` has no field. */
const IDENTITIES: Readonly<Record<string, ResourceField>> = {
  install: { what: RANDOM_ID, example: EXAMPLE_ID, optional: true },
  monthly: { what: `${RANDOM_ID}; a new one each month`, example: EXAMPLE_ID, optional: true },
  weekly: { what: `${RANDOM_ID}; a new one each week`, example: EXAMPLE_ID, optional: true },
  machine: {
    what: 'a fingerprint of the machine (the id of its system, a network card, its name and yours), another one for each tool',
    example: EXAMPLE_HASH,
    optional: true,
  },
};

/** By the option `project`; `none` has no field. */
const PROJECTS: Readonly<Record<string, ResourceField>> = {
  local: {
    what: 'a fingerprint of the folder of the project, made with a secret that never leaves your machine',
    example: EXAMPLE_HASH,
    optional: true,
  },
  'root-commit': {
    what: "a fingerprint of the project's first commit, the same for all who work on the project",
    example: EXAMPLE_HASH,
    optional: true,
  },
};

/** All that may be attached to the events of a tool with these options: the recorder and the courier fill it in. */
export function describeResource(options: ResourceOptions): Readonly<Record<string, ResourceField>> {
  const { tool, version, ...others } = ALWAYS as typeof ALWAYS & Record<'tool' | 'version', ResourceField>;
  const install = IDENTITIES[identityOf(options)];
  const project = typeof options.project === 'string' ? PROJECTS[options.project] : undefined;
  return {
    tool,
    version,
    ...(install === undefined ? {} : { install }),
    ...others,
    ...(project === undefined ? {} : { project }),
    ...SOMETIMES,
  };
}

function identityOf({ identity = 'install' }: ResourceOptions): string {
  if (typeof identity !== 'object' || identity === null) return String(identity);
  const { rotate = 'never' } = identity as { rotate?: unknown };
  return rotate === 'never' ? 'install' : String(rotate);
}
