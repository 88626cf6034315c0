import type { Env } from '../platform/platform.ts';

/** The variables that name the container or the remote machine that a run is in; the first that is set counts. */
export const CONTAINER_VARIABLES: Readonly<Record<string, string>> = {
  CODESPACES: 'codespaces',
  GITPOD_WORKSPACE_ID: 'gitpod',
  REMOTE_CONTAINERS: 'devcontainer',
  REPL_ID: 'replit',
  CODER_WORKSPACE_NAME: 'coder',
  DAYTONA_WS_ID: 'daytona',
  CODESANDBOX_HOST: 'codesandbox',
  E2B_SANDBOX: 'e2b',
  KUBERNETES_SERVICE_HOST: 'kubernetes',
  WSL_DISTRO_NAME: 'wsl',
};

/**
 * What starts containers may say what it is, in the variable `container` or in /run/systemd/container (systemd's
 * container interface). Anything else is `other`.
 */
export const CONTAINER_KINDS: readonly string[] = [
  'docker',
  'podman',
  'lxc',
  'systemd-nspawn',
  'oci',
  'flatpak',
];

/** The container that the variables name, by its canonical name. */
export function nameContainer(env: Env): string | undefined {
  const found = Object.keys(CONTAINER_VARIABLES).find((variable) => env[variable]);
  if (found !== undefined) return CONTAINER_VARIABLES[found];
  const said = env['container'];
  return said ? nameKind(said) : undefined;
}

export function nameKind(said: string): string {
  return CONTAINER_KINDS.includes(said) ? said : 'other';
}
