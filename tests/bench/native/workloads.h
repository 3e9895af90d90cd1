#pragma once

#include <cstddef>

#include "tests/support/world.h"

// The work that is measured natively, in its parts: what is made ready is not measured.
namespace synchrone::bench {

// One page that sends, with rows of some 400 bytes as a clinic has them.
class Workload {
 public:
  Workload();

  // Creates that wait: nothing is sent.
  void QueueCreates(int count);
  // Edits that wait, each of a record of its own, with a text of `bytes` bytes.
  void QueueLongEdits(int count, size_t bytes);
  // Edits of one record that wait.
  void QueueEdits(int count);
  // Creates that a person discards before anything is sent.
  void DiscardCreates(int count);
  // Changes that wait for a person: refused creates.
  void ParkCreates(int count);
  // Records are read that no change is about, as by pages that show lists.
  void ReadRecords(int count);
  // Creates go in batches of `entries`.
  void UseBatches(int entries);
  // The answers of the API carry no ids.
  void AnswerWithoutIds() { answers_with_ids_ = false; }
  // Requests leave, and nothing answers.
  void Send();
  // The queue is asked once more for what may be sent.
  void Pump();
  // Requests leave and are answered until nothing waits.
  void Drain();
  // The first open request is answered.
  void AnswerOne();
  // Another document over the same storage, as after a reload.
  void Reload();
  // The other tabs are informed, events have been taken, and what is written is on the disk.
  void EndTask();
  // Ends the page. Returns how many bytes its engine held: not what is stored, nor what the fakes
  // of its ports have recorded.
  size_t End();

 private:
  Response Made();

  World world_;
  Page* page_;
  int made_ = 0;
  int answered_ = 0;
  bool answers_with_ids_ = true;
};

}  // namespace synchrone::bench
