import type { Stage } from '../support/stage.ts';
import type { Wishes } from '../support/test.ts';
import { create, offline, outage, reloads, sendsAfterReload, silence } from './one_tab.ts';
import { cookiesBlocked, deniedStorage, noWebAssembly, plainHttp, strictPolicy } from './limits.ts';
import { framedBeside, framedBySrcdoc, framedElsewhere, framedInSandbox } from './frames.ts';
import { fullStorage } from './full_storage.ts';
import { garbageCases } from './garbage.ts';
import { killedPage } from './killed_page.ts';
import {
  changedWhileLeaving,
  leftToAnotherTab,
  leftWhileSending,
  reloadedWhileSending,
} from './left_pages.ts';
import { serviceWorkerCases } from './service_workers.ts';
import { takeover, twoTabs } from './two_tabs.ts';

/** One row of the table. */
export interface Case {
  title: string;
  wishes?: Wishes;
  /** In `npm test` other suites prove it of Chromium, or it takes long: `npm run test:long`, `npm run test:browsers`. */
  isLong?: boolean;
  /** @returns what this browser gives, where "works" does not say it */
  run(stage: Stage): Promise<string | undefined>;
}

export const cases: readonly Case[] = [
  create,
  offline,
  outage,
  silence,
  reloads,
  sendsAfterReload,
  twoTabs,
  takeover,
  killedPage,
  fullStorage,
  deniedStorage,
  cookiesBlocked,
  strictPolicy,
  noWebAssembly,
  plainHttp,
  leftWhileSending,
  reloadedWhileSending,
  leftToAnotherTab,
  changedWhileLeaving,
  framedBeside,
  framedBySrcdoc,
  framedElsewhere,
  framedInSandbox,
  ...serviceWorkerCases,
  ...garbageCases,
];
