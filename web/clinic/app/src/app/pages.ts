import { IconCalendar, IconInbox, IconStethoscope, IconUsers } from '@tabler/icons-react';
import { paths } from './paths.ts';

/** The pages of the navigation, in order, with the second key of their "g" shortcut. */
export const pages = [
  { id: 'agenda', path: paths.agenda, icon: IconCalendar, key: 'a' },
  { id: 'patients', path: paths.patients, icon: IconUsers, key: 'p' },
  { id: 'practitioners', path: paths.practitioners, icon: IconStethoscope, key: 'm' },
  { id: 'attention', path: paths.attention, icon: IconInbox, key: 't' },
] as const;

/** Whether the address `location` is the page at `path` or below it. */
export function isUnder(location: string, path: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}
