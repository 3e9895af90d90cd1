import type { KnownApi } from '../servers/apis.ts';
import type { Stage } from '../support/stage.ts';
import { chain, create, day, edit, list, remove } from './accepted.ts';
import { lostAnswerOfCreate, lostAnswerOfDelete, lostAnswerOfEdit, lostRequest } from './lost.ts';
import { conflict, gone, needed, refusal } from './refused.ts';

/** One thing that people do with an API of any kind, and what must come of it. */
export interface Case {
  /** Its column in the table. */
  column: string;
  title: string;
  /** Patients that the API has before. Default 3. */
  seeded?: number;
  /** APIs that cannot do it have no such case. Default: all. */
  applies?(api: KnownApi): boolean;
  /** @returns what people get, where "works" does not say it */
  run(stage: Stage): Promise<string | void>;
}

/** Column by column of the table. */
export const cases: readonly Case[] = [
  list,
  create,
  edit,
  remove,
  refusal,
  needed,
  gone,
  conflict,
  chain,
  lostRequest,
  lostAnswerOfCreate,
  lostAnswerOfEdit,
  lostAnswerOfDelete,
];

/** What is in `day` as well. */
export const ofDay: readonly Case[] = [list, create, edit, remove, refusal, lostAnswerOfCreate];

export { day };
