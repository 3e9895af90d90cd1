import {
  IconArmchair,
  IconCalendar,
  IconInbox,
  IconRefresh,
  IconStethoscope,
  IconUsers,
} from '../icons/icons.tsx';
import { paths } from './paths.ts';

/** The pages of the navigation, in order, with the second key of their "g" shortcut. */
export const pages = [
  { id: 'agenda', path: paths.agenda, icon: IconCalendar, key: 'a' },
  { id: 'waiting', path: paths.waiting, icon: IconArmchair, key: 'w' },
  { id: 'patients', path: paths.patients, icon: IconUsers, key: 'p' },
  { id: 'practitioners', path: paths.practitioners, icon: IconStethoscope, key: 'm' },
  { id: 'attention', path: paths.attention, icon: IconInbox, key: 't' },
  { id: 'sync', path: paths.sync, icon: IconRefresh, key: 's' },
] as const;

/** Those within reach of the thumb on a phone; the others are in the application's menu. */
export const phonePages = pages.filter(({ id }) => id !== 'sync' && id !== 'practitioners');

/** Whether the address `location` is the page at `path` or below it. */
export function isUnder(location: string, path: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}
