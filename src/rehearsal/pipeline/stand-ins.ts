import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A call of a program that something stands in for. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** The folder that it was called in. */
  readonly cwd: string;
  /** What was piped into it, where it asked for that. */
  readonly stdin: string;
}

/** What the program says, and how it ends. */
export interface ProgramAnswer {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Programs that are answered by this process, for as long as they are open. */
export interface StandIns {
  /** The folder to put first on the PATH. */
  readonly path: string;
  readonly close: () => Promise<void>;
}

// Run by node alone: it hands over what it is called with, and does what it is told.
const ASK = `import { request } from 'node:http';
const [socketPath, program, ...args] = process.argv.slice(2);
const chunks = [];
if (args.includes('--password-stdin')) for await (const chunk of process.stdin) chunks.push(chunk);
const body = JSON.stringify({ program, args, cwd: process.cwd(), stdin: Buffer.concat(chunks).toString() });
const asked = request({ socketPath, method: 'POST' }, async (answer) => {
  let said = '';
  for await (const chunk of answer) said += chunk;
  const { code, stdout = '', stderr = '' } = JSON.parse(said);
  process.stderr.write(stderr);
  process.stdout.write(stdout, () => { process.exitCode = code; });
});
asked.on('error', ({ message }) => {
  process.stderr.write(\`\${program}: the rehearsal does not answer: \${message}\\n\`);
  process.exitCode = 125;
});
asked.end(body);
`;

/** Writes programs of these names into a temporary folder; each call of one is answered by `answer`. */
export async function openStandIns(
  programs: readonly string[],
  answer: (call: ProgramCall) => Promise<ProgramAnswer>,
): Promise<StandIns> {
  // Short, for the path of a socket has a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'tf-'));
  const path = join(folder, 'bin');
  mkdirSync(path);
  const socket = join(folder, 's');
  const ask = join(folder, 'ask.mjs');
  writeFileSync(ask, ASK);
  const quoted = [process.execPath, ask, socket].map((each) => `'${each.replaceAll("'", "'\\''")}'`).join(' ');
  for (const program of programs) {
    writeFileSync(join(path, program), `#!/bin/sh\nexec ${quoted} ${program} "$@"\n`);
    chmodSync(join(path, program), 0o755);
  }
  const server = createServer(async (incoming, outgoing) => {
    try {
      // Only the program above asks.
      const call = JSON.parse(await text(incoming)) as ProgramCall;
      const said = await answer(call).catch((error): ProgramAnswer => {
        return { code: 125, stderr: `${call.program}: ${error instanceof Error ? error.message : String(error)}\n` };
      });
      outgoing.end(JSON.stringify(said));
    } catch {
      // Whoever asked has been ended.
      outgoing.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  };
  return { path, close };
}
