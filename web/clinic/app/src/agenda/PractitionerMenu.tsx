import { Menu } from '@mantine/core';
import { practitionerName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { PopupMenu } from '../popups/PopupMenu.tsx';
import type { Popup } from '../popups/usePopup.ts';
import { usePractitioners } from '../resources/hooks.ts';
import classes from './AgendaPage.module.css';
import type { AgendaState } from './useAgendaState.ts';

/** The practitioners to choose from. */
export function PractitionerMenu({ popup, state }: { popup: Popup; state: AgendaState }) {
  const { agenda } = useMessages();
  const { practitioners } = usePractitioners();
  // A week of everybody would not fit: at least one is chosen.
  const isWeek = state.view === 'week';
  const toggle = (id: string) => {
    const others = state.practitioners.filter((other) => other !== id);
    const next = others.length < state.practitioners.length ? others : [...others, id];
    if (next.length > 0 || !isWeek) state.setPractitioners(next);
  };
  return (
    <PopupMenu popup={popup} closeOnItemClick={false} position="bottom-end" width={260}>
      {!isWeek && (
        <>
          <Menu.CheckboxItem
            checked={state.practitioners.length === 0}
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
    </PopupMenu>
  );
}
