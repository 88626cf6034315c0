import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import { readDelivered } from '../harness/delivered.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type ToolRun } from '../harness/run-tool.ts';
import { snapshot } from '../harness/snapshot.ts';
import { test as base } from '../harness/test.ts';
import { trackOnce } from '../harness/track-once.ts';

const ID = /^[0-9a-f]{16}$/;

/** Git without the settings of whoever runs this test. */
function git(cwd: string, ...args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: '1700000000 +0000',
    GIT_COMMITTER_DATE: '1700000000 +0000',
  };
  const who = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...who, ...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A test in whose place the user's project is a repository of two commits. */
const test = base.extend('repository', async ({ place, skip }) => {
  try {
    execFileSync('git', ['--version']);
  } catch {
    skip('Git is not installed.');
  }
  git(place.cwd, 'init', '-q', '-b', 'main');
  for (const name of ['one', 'two']) commit(place.cwd, name);
  return place.cwd;
});

function commit(repository: string, name: string): void {
  writeFileSync(join(repository, name), name);
  git(repository, 'add', name);
  git(repository, 'commit', '-q', '-m', name);
}

type Where = {
  readonly where: string;
  /** Makes it, and answers where the tool is run. */
  readonly make: (repository: string, root: string) => string;
  /** Of what the id is. */
  readonly project: 'the repository' | 'another' | 'none';
};

const WHERE: readonly Where[] = [
  {
    where: 'in a folder of it',
    make: (repository) => folderIn(repository, 'a/b/c'),
    project: 'the repository',
  },
  {
    where: 'in a clone',
    make: (repository, root) => cloneTo(join(root, 'clone'), repository, []),
    project: 'the repository',
  },
  {
    where: 'in a work tree',
    make: (repository, root) => {
      git(repository, 'worktree', 'add', '-q', join(root, 'tree'));
      return folderIn(join(root, 'tree'), 'a');
    },
    project: 'the repository',
  },
  {
    where: 'after many more commits',
    make: (repository) => {
      for (const name of ['three', 'four']) commit(repository, name);
      return repository;
    },
    project: 'the repository',
  },
  {
    where: 'in a clone without its history',
    make: (repository, root) => cloneTo(join(root, 'shallow'), repository, ['--depth', '1']),
    project: 'none',
  },
  {
    where: 'in a work tree of a clone without its history',
    make: (repository, root) => {
      const shallow = cloneTo(join(root, 'shallow'), repository, ['--depth', '1']);
      git(shallow, 'worktree', 'add', '-q', join(root, 'tree'));
      return join(root, 'tree');
    },
    project: 'none',
  },
  { where: 'where there is no commit yet', make: (_, root) => initAt(join(root, 'empty')), project: 'none' },
  {
    where: 'in a package without a repository',
    make: (_, root) => {
      const folder = folderIn(root, 'package');
      writeFileSync(join(folder, 'package.json'), '{}');
      return folder;
    },
    project: 'none',
  },
  { where: 'in no project', make: (_, root) => folderIn(root, 'nothing'), project: 'none' },
  {
    where: 'in another project',
    make: (_, root) => {
      const other = initAt(join(root, 'other'));
      commit(other, 'another');
      return other;
    },
    project: 'another',
  },
  {
    where: 'in a folder where a pipe is in place of the repository',
    make: (_, root) => {
      const folder = folderIn(root, 'pipe');
      execFileSync('mkfifo', [join(folder, '.git')]);
      return folder;
    },
    project: 'none',
  },
  {
    where: 'in a folder that claims to be a repository',
    make: (_, root) => {
      const folder = folderIn(root, 'claim');
      writeFileSync(join(folder, '.git'), 'gitdir: /nowhere\n');
      return folder;
    },
    project: 'none',
  },
];

describe('the root commit of a project', () => {
  test.for(WHERE)('$where: $project', async ({ make, project }, { place, repository }) => {
    const id = await projectAt(place, repository, 'root-commit');
    expect(id).toMatch(ID);
    // What the root is must not depend on what the courier kept from before.
    rmSync(join(place.spool, 'roots.json'), { force: true });
    const there = await projectAt(place, make(repository, place.root), 'root-commit');
    if (project === 'the repository') expect(there).toBe(id);
    if (project === 'another') expect(there).toMatch(ID);
    if (project === 'another') expect(there).not.toBe(id);
    if (project === 'none') expect(there).toBeUndefined();
  });

  test('of two histories that were joined is always the same one', async ({ place, repository }) => {
    git(repository, 'checkout', '-q', '--orphan', 'second');
    commit(repository, 'three');
    git(repository, 'checkout', '-q', 'main');
    const roots = ['main', 'second'].map((name) => git(repository, 'rev-list', '--max-parents=0', name));
    git(repository, 'merge', '-q', '--allow-unrelated-histories', '-m', 'join', 'second');
    const joined = await projectAt(place, repository, 'root-commit');
    rmSync(join(place.spool, 'roots.json'));
    git(repository, 'checkout', '-q', roots.toSorted().at(-1) ?? '');
    expect(await projectAt(place, repository, 'root-commit')).toBe(joined);
    expect(joined).toMatch(ID);
  });

  test('differs between tools, and is not the hash of a commit', async ({ place, repository }) => {
    const id = await projectAt(place, repository, 'root-commit');
    const other = await projectAt(place, repository, 'root-commit', { options: { tool: 'other' } });
    expect([id, other]).toEqual([expect.stringMatching(ID), expect.stringMatching(ID)]);
    expect(other).not.toBe(id);
    expect(git(repository, 'log', '--format=%H')).not.toContain(id);
  });

  test('is asked for once, and Git is given nothing of the tool that could mislead it', async ({
    place,
    repository,
  }) => {
    const other = initAt(join(place.root, 'other'));
    commit(other, 'another');
    const wrong = {
      GIT_DIR: join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_TRACE: join(place.root, 'trace'),
    };
    const run = { env: wrong, options: { delivery: { mode: 'inline' } } };
    const id = await projectAt(place, repository, 'root-commit', run);
    const right = await projectAt(place, repository, 'root-commit');
    expect(id).toBe(right);
    expect(existsSync(join(place.root, 'trace'))).toBe(false);
    rmSync(join(repository, '.git'), { recursive: true });
    mkdirSync(join(repository, '.git'));
    expect(await projectAt(place, repository, 'root-commit')).toBe(right);
  });

  test('is found without running what the repository names, and without a change in it', async ({
    place,
    repository,
  }) => {
    const script = join(place.root, 'script');
    writeFileSync(script, `#!/bin/sh\ntouch '${join(place.root, 'ran')}'\n`);
    chmodSync(script, 0o755);
    for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'alias.rev-list'])
      git(repository, 'config', key, key.startsWith('alias') ? `!${script}` : script);
    const before = snapshot(repository);
    expect(await projectAt(place, repository, 'root-commit')).toMatch(ID);
    expect(existsSync(join(place.root, 'ran'))).toBe(false);
    expect(snapshot(repository)).toEqual(before);
  });
});

describe('the local id of a project', () => {
  test('is that of the repository, or of the package, and differs on each installation', async ({
    place,
    repository,
  }) => {
    const id = await projectAt(place, repository, 'local');
    expect(id).toMatch(ID);
    expect(await projectAt(place, folderIn(repository, 'a/b'), 'local')).toBe(id);
    const clone = cloneTo(join(place.root, 'clone'), repository, []);
    const ofClone = await projectAt(place, clone, 'local');
    const packaged = folderIn(place.root, 'package');
    writeFileSync(join(packaged, 'package.json'), '{}');
    const ofPackage = await projectAt(place, folderIn(packaged, 'src'), 'local');
    const env = { XDG_STATE_HOME: join(place.root, 'elsewhere') };
    const elsewhere = await projectAt(place, repository, 'local', { env });
    const all = [id, ofClone, ofPackage, elsewhere];
    expect(all.every((one) => ID.test(one ?? ''))).toBe(true);
    expect(new Set(all).size).toBe(4);
    expect(await projectAt(place, folderIn(place.root, 'nothing'), 'local')).toBeUndefined();
  });
});

describe('the path of a project', () => {
  test.for([['none'], ['local'], ['root-commit']])(
    'never leaves: %s',
    async ([project], { place, repository }) => {
      const at = folderIn(repository, 'path-of-the-user');
      const id = await projectAt(place, at, project ?? '');
      expect(typeof id).toBe(project === 'none' ? 'undefined' : 'string');
      const sent = JSON.stringify(readDelivered(place));
      for (const secret of ['path-of-the-user', repository, 'local'])
        expect(sent.replaceAll('"project":"local"', '')).not.toContain(secret);
    },
  );

  test('that is gone by then gives no id, and the event arrives', async ({ place, repository }) => {
    const at = folderIn(repository, 'gone');
    const tool = `process.chdir(${JSON.stringify(at)}); (await import('node:fs')).rmSync(${JSON.stringify(at)}, { recursive: true });`;
    const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(tool)}`];
    const options = { project: 'root-commit' };
    await runTool(place, { fixture: 'next.mjs', options, nodeArgs });
    await waitForCouriers(place.root);
    expect(readDelivered(place)).toHaveLength(1);
    expect(readDelivered(place)[0]?.resource).not.toHaveProperty('project');
  });
});

/** Runs a tool in a folder, and answers how the project was named in what was delivered. */
async function projectAt(
  place: Place,
  cwd: string,
  ...[project, run = {}]: [string, Partial<ToolRun>?]
): Promise<string | undefined> {
  const options = { ...run.options, project };
  const event = await trackOnce({ ...place, cwd }, { ...run, options });
  return event.resource['project'];
}

function folderIn(folder: string, name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

function initAt(folder: string): string {
  mkdirSync(folder);
  git(folder, 'init', '-q');
  return folder;
}

function cloneTo(folder: string, repository: string, args: readonly string[]): string {
  git(repository, 'clone', '-q', ...args, `file://${repository}`, folder);
  return folder;
}
