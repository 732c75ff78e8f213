import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPresenter } from '../../../client/diagram/presenter.ts';
import { handshake, rowsOf, tokenAccepted } from './support.ts';

const rows = rowsOf([...handshake, ...tokenAccepted]);

describe('The presenter', () => {
  it('shows everything at once when live', () => {
    const presenter = createPresenter();
    assert.equal(presenter.show(rows), rows);
    assert.equal(presenter.heldBack, 0);
  });

  it('shows a row per step, in order, and counts what it holds back', () => {
    const presenter = createPresenter();
    presenter.setMode('step');
    assert.deepEqual(presenter.show(rows), []);
    for (let seen = 1; seen <= rows.length; seen++) {
      presenter.next();
      assert.deepEqual(presenter.show(rows), rows.slice(0, seen));
      assert.equal(presenter.heldBack, rows.length - seen);
    }
    presenter.next();
    assert.deepEqual(presenter.show(rows), rows);
  });

  it('keeps what is seen when the mode changes in mid-story', () => {
    const presenter = createPresenter();
    presenter.show(rows.slice(0, 3));
    presenter.setMode('slow');
    assert.deepEqual(presenter.show(rows), rows.slice(0, 3));
    presenter.setMode('live');
    assert.deepEqual(presenter.show(rows), rows);
  });

  it('shows a row that comes late before one that is seen, when its turn comes', () => {
    const presenter = createPresenter();
    const [first, late, last] = rows;
    assert.ok(first && late && last);
    presenter.setMode('step');
    presenter.show([first, last]);
    presenter.next();
    presenter.next();
    assert.deepEqual(presenter.show([first, late, last]), [first, last]);
    presenter.next();
    assert.deepEqual(presenter.show([first, late, last]), [first, late, last]);
  });

  it('goes back row by row, and forward again', () => {
    const presenter = createPresenter();
    presenter.setMode('step');
    presenter.show(rows);
    for (let step = 0; step < 3; step++) presenter.next();
    assert.equal(presenter.current, rows[2]);
    presenter.back();
    assert.deepEqual(presenter.show(rows), rows.slice(0, 2));
    assert.equal(presenter.current, rows[1]);
    presenter.back();
    presenter.back();
    presenter.back();
    assert.deepEqual(presenter.show(rows), []);
    assert.equal(presenter.current, undefined);
    presenter.next();
    assert.equal(presenter.current, rows[0]);
  });

  it('begins anew in the same mode', () => {
    const presenter = createPresenter();
    presenter.setMode('step');
    presenter.show(rows);
    presenter.next();
    presenter.restart();
    assert.equal(presenter.mode, 'step');
    assert.deepEqual(presenter.show(rows), []);
  });
});
