import { Button, Menu } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { practitionerName, shortPractitionerName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import classes from './AgendaPage.module.css';
import type { AgendaState } from './useAgendaState.ts';

/** Whose appointments are shown: everybody's or those of some; in a week, those of one or several. */
export function PractitionerFilter({ state, brief }: { state: AgendaState; brief: boolean }) {
  const { agenda } = useMessages();
  const { practitioners, getPractitionerById } = usePractitioners();
  const chosen = state.practitioners.flatMap((id) => getPractitionerById(id) ?? []);
  const [only] = chosen;
  const label =
    chosen.length === 0
      ? agenda.everyone
      : chosen.length === 1 && only
        ? shortPractitionerName(only)
        : agenda.several(chosen.length);
  // A week of everybody would not fit: at least one is chosen.
  const isWeek = state.view === 'week';
  const toggle = (id: string) => {
    const others = state.practitioners.filter((other) => other !== id);
    const next = others.length < state.practitioners.length ? others : [...others, id];
    if (next.length > 0 || !isWeek) state.setPractitioners(next);
  };
  return (
    <Menu closeOnItemClick={false} shadow="md" position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          className={classes.filter}
          px={brief ? 'xs' : 'md'}
          leftSection={brief ? undefined : <IconUsers size={16} />}
          aria-label={`${agenda.practitioners} : ${label}`}
        >
          {brief ? <IconUsers size={16} aria-hidden="true" /> : label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {!isWeek && (
          <>
            <Menu.CheckboxItem
              checked={chosen.length === 0}
              onChange={() => state.setPractitioners([])}
            >
              {agenda.everyone}
            </Menu.CheckboxItem>
            <Menu.Divider />
          </>
        )}
        {practitioners
          .filter(({ active, id }) => active || state.practitioners.includes(id))
          .map((practitioner) => {
            const checked = state.practitioners.includes(practitioner.id);
            return (
              <Menu.CheckboxItem
                key={practitioner.id}
                checked={checked}
                rightSection={
                  <span
                    className={classes.swatch}
                    style={{ background: practitioner.color ?? undefined }}
                  />
                }
                onChange={() => toggle(practitioner.id)}
              >
                {practitionerName(practitioner)}
              </Menu.CheckboxItem>
            );
          })}
      </Menu.Dropdown>
    </Menu>
  );
}
