import { Button } from '@mantine/core';
import { IconUsers } from '../icons/icons.tsx';
import { shortPractitionerName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { part } from '../parts/parts.ts';
import { buttonOf, usePopup } from '../popups/usePopup.ts';
import { WhileOpen } from '../popups/WhileOpen.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import classes from './AgendaPage.module.css';
import type { AgendaState } from './useAgendaState.ts';

const PractitionerMenu = part(async () => (await import('../parts/seldom.ts')).PractitionerMenu);

/** Whose appointments are shown: everybody's or those of some; in a week, those of one or several. */
export function PractitionerFilter({ state, brief }: { state: AgendaState; brief: boolean }) {
  const { agenda } = useMessages();
  const { getPractitionerById } = usePractitioners();
  const popup = usePopup();
  const chosen = state.practitioners.flatMap((id) => getPractitionerById(id) ?? []);
  const [only] = chosen;
  const label =
    chosen.length === 0
      ? agenda.everyone
      : chosen.length === 1 && only
        ? shortPractitionerName(only)
        : agenda.several(chosen.length);
  return (
    <>
      <Button
        variant="default"
        className={classes.filter}
        px={brief ? 'xs' : 'md'}
        leftSection={brief ? undefined : <IconUsers size={16} />}
        aria-label={`${agenda.practitioners} : ${label}`}
        {...buttonOf(popup, 'menu')}
      >
        {brief ? <IconUsers size={16} aria-hidden="true" /> : label}
      </Button>
      <WhileOpen popup={popup}>
        <PractitionerMenu popup={popup} state={state} />
      </WhileOpen>
    </>
  );
}
