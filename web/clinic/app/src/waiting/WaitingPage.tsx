import { ActionIcon, EmptyState, Menu, UnstyledButton } from '@mantine/core';
import { IconArmchair, IconArrowBackUp, IconDots } from '../icons/icons.tsx';
import { RowSyncMark } from 'synchrone/streaming';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { useRowsToCome } from '../app/useRowsToCome.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { useAgendaEvents, type AgendaEvent } from '../agenda/useAgendaEvents.ts';
import { formatLongDay, formatTime, isoDay } from '../clinic/dates.ts';
import type { AppointmentStatus } from '../clinic/types.ts';
import { minutesSince } from '../clinic/visits.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointmentMutations } from '../resources/hooks.ts';
import { Later } from '../parts/Later.tsx';
import { PopupMenu } from '../popups/PopupMenu.tsx';
import { buttonOf, usePopup, type Popup } from '../popups/usePopup.ts';
import { WhileOpen } from '../popups/WhileOpen.tsx';
import { useVisitLists } from '../resources/useVisitLists.ts';
import { NextStepButton } from './NextStepButton.tsx';
import card from '../agenda/VisitCard.module.css';
import classes from './WaitingPage.module.css';

type Place = 'expected' | 'waiting' | 'withPractitioner' | 'left';

const placeOf: Readonly<Record<AppointmentStatus, Place | null>> = {
  scheduled: 'expected',
  confirmed: 'expected',
  arrived: 'waiting',
  in_care: 'withPractitioner',
  completed: 'left',
  cancelled: null,
  no_show: null,
};

/** In the order in which the desk looks at them. */
const places: readonly Place[] = ['waiting', 'withPractitioner', 'expected', 'left'];

/** Everybody of today by where they are: each goes on by one click. */
export function WaitingPage() {
  const { waiting } = useMessages();
  const day = useNow().format(isoDay);
  const { isLoading, error, readAgain } = useVisitLists();
  const rowsToCome = useRowsToCome(isLoading);
  const events = useAgendaEvents({ day, view: 'day', practitioners: all, withCancelled: false });
  const byPlace = Map.groupBy(events, ({ appointment }) => placeOf[appointment.status]);
  const inside = byPlace.get('waiting')?.length ?? 0;
  const unread = isLoading || error !== null;
  return (
    <>
      <PageHeader
        title={waiting.title}
        aside={unread ? formatLongDay(day) : `${formatLongDay(day)} · ${waiting.count(inside)}`}
      />
      {unread ? (
        error === null ? (
          <LoadingRows />
        ) : (
          <LoadFailed reason={error} onReload={readAgain} />
        )
      ) : events.length === 0 ? (
        <EmptyState
          m="auto"
          p="xl"
          icon={<IconArmchair size={32} />}
          title={waiting.emptyTitle}
          description={waiting.emptyHint}
        />
      ) : (
        <Later meanwhile={rowsToCome}>
          <div className={classes.places}>
            {places.map((place) => (
              <PlaceList key={place} place={place} events={byPlace.get(place) ?? []} />
            ))}
          </div>
        </Later>
      )}
    </>
  );
}

const all: readonly string[] = [];

/** When the patient came to this place; before that, when they are expected. */
function since(place: Place, { appointment }: AgendaEvent): string {
  const { arrived_at, seen_at, left_at, starts_at } = appointment;
  const moments = { expected: starts_at, waiting: arrived_at, withPractitioner: seen_at };
  return (place === 'left' ? left_at : moments[place]) ?? starts_at;
}

function PlaceList({ place, events }: { place: Place; events: readonly AgendaEvent[] }) {
  const { waiting } = useMessages();
  // Who came first is called first; who left last is at hand.
  const sorted = events.toSorted((a, b) => (since(place, a) < since(place, b) ? -1 : 1));
  const title = `waiting-${place}`;
  return (
    <section className={classes.place} aria-labelledby={title}>
      <h2 className={classes.title} id={title}>
        {waiting.places[place]} <span className={classes.count}>{events.length}</span>
      </h2>
      {events.length === 0 ? (
        <p className={classes.none}>{waiting.nobody}</p>
      ) : (
        <ul className={classes.list}>
          {(place === 'left' ? sorted.reverse() : sorted).map((event) => (
            <Visitor key={event.id} event={event} place={place} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Visitor({ event, place }: { event: AgendaEvent; place: Place }) {
  const { language } = useLanguage();
  const { open } = useDialogs();
  const { appointment } = event;
  return (
    <li className={classes.visitor}>
      <span className={card.bar} style={{ background: event.color }} />
      <span className={card.body}>
        <span className={card.head}>
          <UnstyledButton
            className={card.name}
            onClick={() => open({ kind: 'appointment', record: appointment })}
          >
            {event.title}
          </UnstyledButton>
          <RowSyncMark state={event.syncState} language={language} />
        </span>
        <span className={card.meta}>
          {[formatTime(appointment.starts_at), event.practitioner, appointment.reason]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <Since place={place} event={event} />
      </span>
      <NextStepButton appointment={appointment} name={event.title} />
      <BackMenu event={event} />
    </li>
  );
}

/** "Attend depuis 12 min", and how late a patient is who has not come. */
function Since({ place, event }: { place: Place; event: AgendaEvent }) {
  const { waiting } = useMessages();
  const now = useNow().valueOf();
  const { starts_at, arrived_at, seen_at, left_at } = event.appointment;
  const minutes = (moment: string | null | undefined) => minutesSince(moment, now);
  const late = now > Date.parse(starts_at) ? (minutes(starts_at) ?? 0) : 0;
  const words = {
    expected: late > 0 ? waiting.late(late) : '',
    waiting: say(minutes(arrived_at), waiting.since),
    withPractitioner: say(minutes(seen_at), waiting.inCareSince),
    left: left_at == null ? '' : waiting.leftAt(formatTime(left_at)),
  }[place];
  if (words === '') return null;
  return (
    <span className={classes.since} data-late={place === 'expected' || undefined}>
      {words}
    </span>
  );
}

function say(minutes: number | null, words: (n: number) => string): string {
  return minutes === null ? '' : words(minutes);
}

/** The step that was a slip of the finger, and who has not come. */
function BackMenu({ event }: { event: AgendaEvent }) {
  const { actions } = useMessages();
  const popup = usePopup();
  return (
    <>
      <ActionIcon aria-label={`${actions.more} : ${event.title}`} {...buttonOf(popup, 'menu')}>
        <IconDots size={18} />
      </ActionIcon>
      <WhileOpen popup={popup}>
        <BackItems popup={popup} event={event} />
      </WhileOpen>
    </>
  );
}

function BackItems({ popup, event }: { popup: Popup; event: AgendaEvent }) {
  const { waiting, appointments: words } = useMessages();
  const { mutate } = useAppointmentMutations();
  const { appointment } = event;
  const { status } = appointment;
  const change = (changes: Partial<typeof appointment>) => {
    mutate(appointment.id, changes, { previousState: appointment }).catch(() => undefined);
  };
  const isExpected = status === 'scheduled' || status === 'confirmed';
  return (
    <PopupMenu popup={popup} position="bottom-end">
      {status === 'arrived' && (
        <Menu.Item
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => change({ status: 'confirmed', arrived_at: null })}
        >
          {waiting.back.arrive}
        </Menu.Item>
      )}
      {status === 'in_care' && (
        <Menu.Item
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => change({ status: 'arrived', seen_at: null })}
        >
          {waiting.back.see}
        </Menu.Item>
      )}
      {status === 'completed' && (
        <Menu.Item
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => change({ status: 'in_care', left_at: null })}
        >
          {waiting.back.leave}
        </Menu.Item>
      )}
      {(isExpected || status === 'arrived') && (
        <Menu.Item onClick={() => change({ status: 'no_show', arrived_at: null })}>
          {words.statuses.no_show}
        </Menu.Item>
      )}
    </PopupMenu>
  );
}
