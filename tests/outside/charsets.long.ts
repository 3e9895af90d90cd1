import { anna, expectAllSynced, expectOne, expectSeeded } from './cases/expectations.ts';
import { charsets, writeAll } from './cases/charsets.ts';
import { expect, test } from './support/test.ts';

// BEHAVIOUR 4: an accent is an accent, however the API has written and labelled it.

const zoe = { ...anna, first_name: 'Zoé', last_name: 'Müller' };

for (const charset of charsets) {
  test(`an API that answers in ${charset.title}: its records are read, and a lost create is found`, async ({
    stage,
  }) => {
    await stage.api.add('patients', { first_name: 'Noël', last_name: 'Grün', phone: '4' });
    stage.site.plan('POST', 'lose the answer');
    writeAll(stage, charset);
    await stage.open();
    await expectSeeded(stage, 4);
    await expectOne(stage, { first_name: 'Noël', last_name: 'Grün' });
    // Found among the rows of the list, by its fields: it is not sent again.
    await stage.create('patients', zoe);
    await expectAllSynced(stage);
    const id = await expectOne(stage, zoe);
    expect(stage.site.requests('POST')).toHaveLength(1);
    await stage.mutate('patients', id, { phone: '55' });
    await expectAllSynced(stage);
    await expectOne(stage, { ...zoe, phone: '55' });
  });
}
