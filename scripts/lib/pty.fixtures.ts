// Used by tests only: commands on a terminal, which util-linux' script(1) gives them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { NO_SETTINGS } from './local-cloud.fixtures.ts';
import type { Sandbox } from './sandbox.ts';
import { makeScreen, type Screen } from './screen.fixtures.ts';

const isThere = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Why tests on a terminal are left out: where script(1) of util-linux is missing, which in CI is a failure. */
export const NO_TERMINAL = isThere || process.env.CI === 'true' ? false : 'there is no script(1) of util-linux here';

/** How a terminal is. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that runs on a terminal. */
export interface OnTerminal {
  readonly screen: Screen;
  /** Of the command itself. */
  readonly pid: () => number;
  /** Presses keys: `\x03` is Ctrl-C, `\x04` the end of input, `\r` Enter. */
  type(keys: string): void;
  /** Makes it another size, in a moment when everything that was written is on the screen. */
  resize(columns: number, rows: number): Promise<void>;
  /** Waits until what was written since the last such wait has this in it. @returns all that was written. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for its end. */
  end(): Promise<{ readonly status: number | null; readonly output: string }>;
  /** Called with each part that is written, after it is on the screen. */
  onWrite(look: (screen: Screen) => void): void;
}

/** Runs `node scripts/run.cjs` with these arguments on a terminal. It ends with the test at the latest. */
export function onTerminal(
  context: TestContext,
  { folder }: Sandbox,
  args: readonly string[],
  { columns = 80, rows = 24, env = {} }: TerminalOptions = {},
): OnTerminal {
  const words = args.map((word) => `'${word}'`).join(' ');
  const command = `stty cols ${columns} rows ${rows}; echo "$(tty) $$"; exec '${process.execPath}' scripts/run.cjs ${words}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, ...NO_SETTINGS, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
  });
  const screen = makeScreen(columns, rows);
  let output = '';
  let read = 0;
  let where: { readonly tty: string; readonly pid: number } | undefined;
  const looks: ((screen: Screen) => void)[] = [];
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    output += chunk;
    let text = chunk;
    if (where === undefined) {
      const [said, tty = '', pid = ''] = /^(\S+) (\d+)\r\n/.exec(output) ?? [];
      if (said === undefined) return;
      where = { tty, pid: Number(pid) };
      text = output.slice(said.length);
      read = said.length;
    }
    screen.write(text);
    for (const look of looks) look(screen);
    for (const call of [...waiting]) call();
  });
  const closed = once(child, 'close');
  closed.then(() => {
    for (const call of [...waiting]) call();
  });
  const whereIs = () => {
    if (where === undefined) throw new Error('the command has not begun');
    return where;
  };
  context.after(() => {
    if (child.exitCode === null && where) {
      try {
        process.kill(where.pid, 'SIGKILL');
      } catch {
        // It was just over.
      }
    }
    child.kill('SIGKILL');
  });
  return {
    screen,
    pid: () => whereIs().pid,
    type: (keys) => void child.stdin.write(keys),
    resize: async (newColumns, newRows) => {
      const { tty } = whereIs();
      for (let before = -1; before < output.length; ) {
        before = output.length;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      screen.resize(newColumns, newRows);
      spawnSync('stty', ['-F', tty, 'cols', String(newColumns), 'rows', String(newRows)]);
    },
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output.slice(read));
          if (found) {
            read += found.index + found[0].length;
            waiting.delete(look);
            resolve(output);
          } else if (child.exitCode !== null) {
            waiting.delete(look);
            reject(new Error(`it ended before it wrote ${pattern}:\n${output}`));
          }
        };
        waiting.add(look);
        look();
      }),
    end: async () => {
      await closed;
      return { status: child.exitCode, output };
    },
    onWrite: (look) => void looks.push(look),
  };
}
