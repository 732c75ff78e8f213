import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseLanguage, languageIn } from '../../../client/words/language.ts';
import { withLanguage } from '../../../client/words/with-language.ts';

describe('The language', () => {
  it('is the first that is wished for and known, or else English', () => {
    assert.equal(chooseLanguage(['it-CH', 'en']), 'it');
    assert.equal(chooseLanguage([undefined, null, '', 'fr-FR', 'en-GB', 'it']), 'en');
    assert.equal(chooseLanguage(['fr', 'it-IT']), 'it');
    assert.equal(chooseLanguage(['de']), 'en');
    assert.equal(chooseLanguage([]), 'en');
  });

  it('is found in an address wherever it stands there', () => {
    assert.equal(languageIn('#lang=it'), 'it');
    assert.equal(languageIn('#story=silence&lang=it&view=stage'), 'it');
    assert.equal(languageIn('#hijack&lang=en'), 'en');
    for (const hash of ['', '#lang=xx', '#slang=it', '#lang=italian'])
      assert.equal(languageIn(hash), undefined);
  });

  it('changes in the address where it stands, and is added where nothing else can keep it', () => {
    assert.equal(
      withLanguage('#story=silence&lang=it&view=stage', 'en', true),
      '#story=silence&lang=en&view=stage',
    );
    assert.equal(withLanguage('#story=silence', 'it', true), '#story=silence');
    assert.equal(withLanguage('#story=silence', 'it', false), '#story=silence&lang=it');
    assert.equal(withLanguage('', 'it', false), '#lang=it');
  });
});
