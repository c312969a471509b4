// Used by tests only: a real browser without a screen.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is: as CHROMIUM_PATH says, or the first on the PATH. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  const folders = PATH.split(delimiter);
  const places = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return (CHROMIUM_PATH ? [CHROMIUM_PATH] : places).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** False where there is one, or there has to be one; else why tests with a browser are left out. */
export function skipWithoutBrowser(): string | false {
  if (findChromium() !== undefined || process.env.CI === 'true') return false;
  return 'there is no chromium on the PATH, and CHROMIUM_PATH names none';
}

/** Starts it. @throws Error where there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('with CI=true there must be a chromium: apt-get install chromium');
  return chromium.launch({
    executablePath,
    timeout: 120_000,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
