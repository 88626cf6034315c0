import fc from 'fast-check';
import { mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createErrorCompletion } from '../../src/reports/complete-error.ts';
import { formatStack, parseStack } from '../../src/reports/stack-text.ts';
import type { Builtins } from '../../src/platform/platform.ts';
import { markProcess } from '../../src/spool/liveness.ts';
import { testPlatform } from '../../src/testing/test-platform.ts';
import { complete, makePackage, type Package } from './tool.ts';

const MAP = {
  version: 3,
  sources: ['../src/cli.ts'],
  names: ['startScan'],
  // Line 1: column 0 is line 1, column 0 of the source; column 9 is line 4, column 2, and called `startScan`.
  mappings: 'AAAA,SAGEA',
};
const TEXT = 'function x(){throw 1}\nfunction y(){}\n';
const COMMENT = '//# sourceMappingURL=cli.js.map\n';

/** The stack of one error with these frames. */
function stackOf(
  tool: Package,
  frames: readonly string[],
  more: Parameters<typeof complete>[2] = {},
): string {
  return complete(
    tool,
    { errors: [{ type: 'Error', frames: frames.map((frame) => frame.replace('ROOT', tool.root)) }] },
    more,
  ).stack;
}

function makeMapped(map: unknown, comment = COMMENT): Package {
  return makePackage({
    'dist/cli.js': TEXT + comment,
    'dist/cli.js.map': typeof map === 'string' ? map : JSON.stringify(map),
  });
}

describe('a source map', () => {
  it.each([
    ['as it is', MAP, COMMENT],
    ['with sections', { version: 3, sections: [{ offset: { line: 0, column: 0 }, map: MAP }] }, COMMENT],
    ['with a root', { ...MAP, sources: ['cli.ts'], sourceRoot: '../src' }, COMMENT],
    ['of webpack', { ...MAP, sources: ['webpack://scan/./src/cli.ts'] }, COMMENT],
    ['of a bundler that names the package', { ...MAP, sources: ['webpack:///src/cli.ts?a1b2'] }, COMMENT],
    ['guarded', `)]}'\n${JSON.stringify(MAP)}`, COMMENT],
    [
      'within, as base64',
      MAP,
      `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(MAP)).toString('base64')}\n`,
    ],
    [
      'within, encoded',
      MAP,
      `//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(MAP))}`,
    ],
    ['after another one', MAP, `//# sourceMappingURL=no.map\n${COMMENT}`],
  ])('%s is followed', (_, map, comment) => {
    const stack = stackOf(makeMapped(map, comment), ['x (ROOT/dist/cli.js:1:10)', 'ROOT/dist/cli.js:1:10']);
    expect(stack).toBe('Error\n    at startScan (app:///src/cli.ts:4:3)\n    at app:///src/cli.ts:4:3');
  });

  it.each([
    ['in which nothing is', ''],
    ['that is torn', JSON.stringify(MAP).slice(0, 40)],
    ['that is something else', '[]'],
    ['without sources', { ...MAP, sources: undefined }],
    ['with numbers for text', { ...MAP, mappings: 7 }],
    ['with nothing for a source', { ...MAP, sources: [null] }],
    ['of no line', { ...MAP, mappings: ';;;AAAA' }],
    ['of signs', { ...MAP, mappings: '!!!!"$%' }],
  ])('%s is none', (_, map) => {
    const stack = stackOf(makeMapped(map), ['x (ROOT/dist/cli.js:1:10)']);
    expect(stack).toBe('Error\n    at x (app:///dist/cli.js:1:10)');
  });

  it('whose sources are nobody knows where leaves the frame as it was', () => {
    const stack = stackOf(makeMapped({ ...MAP, sources: ['/home/author/src/cli.ts'] }), [
      'x (ROOT/dist/cli.js:1:10)',
    ]);
    expect(stack).toBe('Error\n    at x (app:///dist/cli.js:1:10)');
  });

  it('names sources beside the package from where they stop leading upwards', () => {
    const tool = makeMapped({ ...MAP, sources: ['../../../../shared/src/cli.ts'] });
    expect(stackOf(tool, ['x (ROOT/dist/cli.js:1:10)'])).toContain(
      'startScan (app:///shared/src/cli.ts:4:3)',
    );
    const dependency = makeMapped({ ...MAP, sources: ['../../../node_modules/zod/src/cli.ts'] });
    expect(stackOf(dependency, ['x (ROOT/dist/cli.js:1:10)'])).toContain('(node_modules/zod/src/cli.ts:4:3)');
  });

  it('that says a frame is of Overt takes it away', () => {
    const tool = makeMapped({ ...MAP, sources: ['../node_modules/overt/dist/index.js'] });
    expect(stackOf(tool, ['x (ROOT/dist/cli.js:1:10)', 'y (ROOT/dist/cli.js:2:1)'])).toBe(
      'Error\n    at y (app:///dist/cli.js:2:1)',
    );
  });

  it('outside the package is not read, whatever leads there', () => {
    const tool = makePackage({
      'dist/cli.js': TEXT + COMMENT,
      'dist/b.js': `${TEXT}//# sourceMappingURL=../../../out.map`,
    });
    writeFileSync(join(tool.root, '../../out.map'), JSON.stringify(MAP));
    symlinkSync('../../../out.map', join(tool.root, 'dist/cli.js.map'));
    expect(stackOf(tool, ['x (ROOT/dist/cli.js:1:10)', 'x (ROOT/dist/b.js:1:10)'])).toBe(
      'Error\n    at x (app:///dist/cli.js:1:10)\n    at x (app:///dist/b.js:1:10)',
    );
  });

  it('of a file that has changed since is not followed, and no name is taken from it', () => {
    const tool = makeMapped(MAP);
    const { mtimeMs } = statSync(join(tool.root, 'dist/cli.js'));
    const event = { time: Math.floor(mtimeMs) - 1 };
    expect(stackOf(tool, ['x (ROOT/dist/cli.js:1:10)'], { event })).toBe(
      'Error\n    at app:///dist/cli.js:1:10',
    );
    // A package manager gives its files an old date. The file system may not tell when a file was made.
    utimesSync(join(tool.root, 'dist/cli.js'), 1, 1);
    const isTold = statSync(join(tool.root, 'dist/cli.js')).birthtimeMs > event.time;
    const isMapped = stackOf(tool, ['x (ROOT/dist/cli.js:1:10)'], { event }).includes('startScan');
    expect(isMapped).toBe(!isTold);
  });

  it.skipIf(process.platform !== 'linux')('is not looked for where the run was on another machine', () => {
    const tool = makeMapped(MAP);
    const header = { process: { ...markProcess(tool.platform), host: 'other' } };
    expect(stackOf(tool, ['x (ROOT/dist/cli.js:1:10)'], { header })).toBe(
      'Error\n    at x (app:///dist/cli.js:1:10)',
    );
  });

  it('is absent where the runtime reads none', () => {
    const tool = makeMapped(MAP);
    const builtin = (name: keyof Builtins): unknown =>
      name === 'node:module' ? {} : tool.platform.builtin(name);
    const platform = { ...tool.platform, builtin } as Package['platform'];
    expect(stackOf({ ...tool, platform }, ['x (ROOT/dist/cli.js:1:10)'])).toContain(
      'x (app:///dist/cli.js:1:10)',
    );
  });
});

describe('a debug id', () => {
  const ID = '0d6fd4e2-4c5e-4f6b-8a52-0a6f4e3a7c11';
  it.each([`//# debugId=${ID}`, `//# debugId=${ID.toUpperCase()}`, `n["sentry-dbid-${ID}"]=1`])(
    'as %s goes along',
    (text) => {
      const tool = makePackage({ 'dist/cli.js': `${TEXT}${text}\n`, 'dist/b.js': TEXT });
      const errors = [
        { type: 'Error', frames: [`x (${tool.root}/dist/cli.js:1:1)`, `x (${tool.root}/dist/b.js:1:1)`] },
      ];
      expect(complete(tool, { errors }).debugIds).toBe(`app:///dist/cli.js=${ID}`);
    },
  );

  it('is not needed of a file that was mapped', () => {
    const tool = makeMapped(MAP, `//# debugId=${ID}\n${COMMENT}`);
    const errors = [{ type: 'Error', frames: [`x (${tool.root}/dist/cli.js:1:10)`] }];
    expect(complete(tool, { errors })).not.toHaveProperty('debugIds');
  });
});

describe('a stack that somebody wrote by hand', () => {
  const tool = (): Package =>
    makePackage({
      'dist/cli.js': 'function load(){}\nclass Cart { add(){} }\n',
      'node_modules/zod/x.js': 'parse',
    });

  it.each([
    ['load (ROOT/dist/cli.js:1:1)', 'at load (app:///dist/cli.js:1:1)'],
    ['Cart.add (ROOT/dist/cli.js:1:1)', 'at Cart.add (app:///dist/cli.js:1:1)'],
    ['Alice.add (ROOT/dist/cli.js:1:1)', 'at add (app:///dist/cli.js:1:1)'],
    ['Object.load [as alice] (ROOT/dist/cli.js:1:1)', 'at Object.load (app:///dist/cli.js:1:1)'],
    ['Object.<anonymous> (ROOT/dist/cli.js:1:1)', 'at Object.<anonymous> (app:///dist/cli.js:1:1)'],
    ['alice (ROOT/dist/cli.js:1:1)', 'at app:///dist/cli.js:1:1'],
    ['loa (ROOT/dist/cli.js:1:1)', 'at app:///dist/cli.js:1:1'],
    ['parse (ROOT/node_modules/zod/x.js:1:1)', 'at parse (node_modules/zod/x.js:1:1)'],
    ['alice (ROOT/node_modules/zod/x.js:1:1)', 'at node_modules/zod/x.js:1:1'],
    ['load the file of alice (ROOT/dist/cli.js:1:1)', 'at app:///dist/cli.js:1:1'],
    ['load (/home/alice/x.js:1:1)', 'at <elsewhere>'],
    ['load (ROOT/dist/my file.js:1:1)', 'at <elsewhere>'],
    ['load (ROOT/dist/../../../../../etc/x.js:1:1)', 'at <elsewhere>'],
    ['load (ROOT/dist/alice@example.com.js:1:1)', 'at <elsewhere>'],
    ['load (ROOT/ghp_0123456789abcdefghijABCDEFGHIJ456789/x.js:1:1)', 'at <elsewhere>'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ456789 (node:fs:1:1)', 'at node:fs:1:1'],
    ['Array.map (<anonymous>)', 'at Array.map (native)'],
    ['new Promise (<anonymous>)', 'at new Promise (native)'],
    ['async Promise.all (index 0)', 'at async Promise.all (native)'],
    ['Alice.map (<anonymous>)', 'at <elsewhere>'],
    ['my password is hunter2', 'at <elsewhere>'],
  ])('%s: %s', (frame, line) => {
    expect(stackOf(tool(), [frame])).toBe(`Error\n    ${line}`);
  });

  it('says nothing of who uses the machine, whatever it holds', () => {
    const { root, platform } = tool();
    const env = { USER: 'alice-w' };
    const owned = { root, platform: testPlatform({ home: '/home/alice-w', env, clock: platform.clock }) };
    const secret = fc.constantFrom(
      'alice-w',
      '/home/alice-w/x',
      'C:\\Users\\alice-w',
      'me@example.com',
      'ghp_0123456789abcdefghijABCDEFGHIJ456789',
    );
    const part = fc.oneof(
      secret,
      fc.constantFrom(
        ' (',
        ')',
        ':1:2',
        root,
        'file://',
        'async ',
        'node:',
        'new ',
        '/',
        'node_modules/',
        'eval at ',
      ),
      fc.string({ maxLength: 5 }),
    );
    const line = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), secret, (frames, secret) => {
        const errors = [{ type: secret, code: secret, message: `about ${secret}`, frames }];
        const { stack } = complete(owned, { errors });
        expect(stack).not.toMatch(/(?<![\p{L}\p{N}])(?:alice-w(?![\p{L}\p{N}])|me@example|ghp_)/u);
        expect(stack).not.toContain(root);
        expect(formatStack(parseStack(stack))).toBe(stack);
      }),
    );
  });

  it.each(['alice', undefined, 7, null])('in a note that is none (%o) costs only itself', (wrong) => {
    const { root, platform } = tool();
    const errors = [
      wrong,
      { type: wrong, code: wrong, message: wrong, frames: wrong, parent: wrong, relation: wrong, cut: wrong },
    ];
    for (const local of [wrong, { errors: wrong }, { errors, root }, { errors: [errors[1]], root: wrong }]) {
      const event = { seq: 1, time: 1, name: 'crash', props: { errorClass: 'x' }, local: local as never };
      const header = {
        overt: 1,
        run: '01JD8Z7A1BCDEFGHJKMNPQRSTV',
        segment: 1,
        process: markProcess(platform),
      } as const;
      const resource = { tool: 'scan', version: '1' };
      const done = createErrorCompletion(platform)(
        { ...header, level: 'full', source: 'x', resource },
        event,
      );
      expect(done).not.toHaveProperty('local');
      expect(done.props).toMatchObject({ errorClass: 'x' });
    }
  });
});

describe('the notes of an error', () => {
  it('become text with causes, members and what was cut, without frames of Overt', () => {
    const tool = makePackage({ 'dist/cli.js': 'load run' });
    const own = `work (${tool.root}/node_modules/overt/dist/index.js:1:1)`;
    const [load, run] = ['load', 'run'].map((name) => `${name} (${tool.root}/dist/cli.js:1:1)`) as [
      string,
      string,
    ];
    const errors = [
      {
        type: 'AggregateError',
        message: 'of\ntwo',
        frames: [own, load, own, run],
        cut: { after: 2, count: 9 },
      },
      { type: 'Error', code: 'ENOENT', parent: 0, relation: 'member' as const, frames: [own] },
      { type: 'Error', parent: 0, relation: 'member' as const, frames: [] },
      {
        type: 'RangeError',
        parent: 1,
        relation: 'cause' as const,
        frames: [run],
        cut: { after: 1, count: 2 },
      },
    ];
    expect(complete(tool, { errors }).stack).toBe(String.raw`AggregateError: of\ntwo
    at load (app:///dist/cli.js:1:1)
    … 9 more
    at run (app:///dist/cli.js:1:1)
  with: Error [ENOENT]
    caused by: RangeError
        at run (app:///dist/cli.js:1:1)
        … 2 more
  with: Error`);
  });

  it('of a tool in one file name that file', () => {
    const { root, platform } = makePackage({ 'bin/scan.js': 'load' });
    const script = join(root, 'bin/scan.js');
    const errors = [{ type: 'Error', frames: [`load (${script}:1:1)`, `load (${root}/other.js:1:1)`] }];
    const { stack } = complete({ root, platform }, { errors, script, root: undefined });
    expect(stack).toBe('Error\n    at load (app:///scan.js:1:1)\n    at <elsewhere>');
  });

  it('of a root that is a link are made relative to what it leads to', () => {
    const tool = makePackage({ 'dist/cli.js': 'load' });
    const link = join(tool.root, '../../../link');
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(tool.root, link);
    const errors = [{ type: 'Error', frames: [`load (${tool.root}/dist/cli.js:1:1)`] }];
    expect(complete(tool, { errors, root: link }).stack).toContain('load (app:///dist/cli.js:1:1)');
  });
});
