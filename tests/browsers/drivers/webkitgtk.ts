import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import type { Driver, Session, Tab } from './driver.ts';
import { startScreen, type Screen } from './screen.ts';

const kStartMs = 300_000;
const kPollMs = 100;

/** WebKitGTK's MiniBrowser over WebDriver classic, on a virtual screen. */
export const webkitgtk: Driver = {
  name: 'WebKitGTK',
  async start({ blocksCookies }) {
    const screen = await startScreen();
    const port = await freePort();
    const server = spawn('WebKitWebDriver', [`--port=${port}`], {
      env: { ...process.env, DISPLAY: screen.display, WEBKIT_DISABLE_COMPOSITING_MODE: '1' },
      stdio: 'ignore',
    });
    const driver = await connect(port, blocksCookies ?? false);
    return session(driver, screen, async () => {
      await driver.quit();
      await end(server);
      await screen.close();
    });
  },
};

async function connect(port: number, blocksCookies: boolean): Promise<WebDriver> {
  const address = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + kStartMs;
  while (!(await answers(`${address}/status`))) {
    if (Date.now() > giveUpAt) throw new Error('WebKitWebDriver does not answer');
    await delay(kPollMs);
  }
  const args = ['--automation', ...(blocksCookies ? ['--cookies-policy=never'] : [])];
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { args }, // without a binary: the MiniBrowser of its own package
  });
  return new Builder().usingServer(address).withCapabilities(capabilities).build();
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** One driver has one current window: each command first goes to its own. */
function session(driver: WebDriver, screen: Screen, close: () => Promise<void>): Session {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(step: () => Promise<Value>): Promise<Value> => {
    const mine = last.then(step, step);
    last = mine.catch(() => undefined);
    return mine;
  };
  // The window that the session began with is never closed: the session would end with it.
  const home = driver.getWindowHandle();
  const newTab = async (): Promise<Tab> => {
    const handle = await inTurn(async () => {
      await driver.switchTo().window(await home);
      await driver.switchTo().newWindow('window');
      return driver.getWindowHandle();
    });
    const here = <Value>(step: () => Promise<Value>): Promise<Value> =>
      inTurn(async () => {
        await driver.switchTo().window(handle);
        return step();
      });
    return {
      goto: (url) => here(() => driver.get(url)),
      reload: () => here(() => driver.navigate().refresh()),
      back: () => here(() => driver.navigate().back()),
      read: <Value>(expression: string) => here(() => evaluate<Value>(driver, expression)),
      // WebDriver's own waits for a frame that is never drawn on such a screen.
      screenshot: () => screen.picture(),
      close: () => here(() => driver.close()),
    };
  };
  return { console: [], newTab, close };
}

async function evaluate<Value>(driver: WebDriver, expression: string): Promise<Value> {
  const script = `
    const done = arguments[arguments.length - 1];
    Promise.resolve((() => (${expression}))()).then(
      (value) => done({ value }),
      (error) => done({ error: String(error) }),
    );`;
  const result = await driver.executeAsyncScript<{ value?: Value; error?: string }>(script);
  if (result.error !== undefined) throw new Error(result.error);
  return result.value as Value;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
