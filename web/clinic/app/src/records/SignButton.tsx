import { Button } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconWritingSign } from '../icons/icons.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { focusFirstError } from '../forms/focusFirstError.ts';
import { plainText } from '../clinic/form-values.ts';
import { practitionerName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import { usePerson } from '../session/useSession.ts';
import type { RecordValues } from './RecordForm.tsx';
import classes from './SignButton.module.css';

export interface SignButtonProps {
  form: UseFormReturnType<RecordValues>;
  /** The record has changed under the form: the person chooses first. */
  isOutdated: boolean;
  /** Signs exactly these values: those of the form, which the question has shown. */
  onSign: (values: RecordValues) => void;
}

/** Signs what is in the form, in the name of the practitioner who is signed in; others have no such button. */
export function SignButton({ form, isOutdated, onSign }: SignButtonProps) {
  const { records: words } = useMessages();
  const { open } = useDialogs();
  const { practitionerId } = usePerson();
  const { getPractitionerById } = usePractitioners();
  const self = practitionerId === null ? undefined : getPractitionerById(practitionerId);
  if (self === undefined || !self.active) return null;
  const ask = (typed: RecordValues): void => {
    const values = { ...typed, practitioner_id: typed.practitioner_id || self.id };
    const problems = {
      ...(values.practitioner_id === self.id ? {} : { practitioner_id: words.notYours }),
      ...(plainText(values.content) || plainText(values.diagnosis)
        ? {}
        : { content: words.nothingToSign }),
    };
    form.setErrors(problems);
    if (isOutdated) return;
    if (Object.keys(problems).length > 0) {
      focusFirstError(problems);
      return;
    }
    open({
      kind: 'confirm',
      title: words.signTitle,
      text: words.signText(practitionerName(self)),
      details: <SignedText values={values} />,
      action: words.sign,
      removes: false,
      includesForm: true,
      onConfirm: () => onSign(values),
    });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconWritingSign size={16} />}
      onClick={() => form.onSubmit(ask, focusFirstError)()}
    >
      {words.sign}
    </Button>
  );
}

/** What is signed, whole, so that it can be read first. */
function SignedText({ values }: { values: RecordValues }) {
  const { records: words } = useMessages();
  const [diagnosis, content] = [plainText(values.diagnosis), plainText(values.content)];
  return (
    <dl className={classes.signed} tabIndex={0} aria-label={words.one}>
      <dt>{words.kinds[values.kind]}</dt>
      <dd>{plainText(values.title)}</dd>
      {diagnosis && (
        <>
          <dt>{words.diagnosis}</dt>
          <dd>{diagnosis}</dd>
        </>
      )}
      {content && (
        <>
          <dt>{words.content}</dt>
          <dd>{content}</dd>
        </>
      )}
    </dl>
  );
}
