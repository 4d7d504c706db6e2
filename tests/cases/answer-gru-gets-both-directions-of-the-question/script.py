import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

story_maxlen, query_maxlen, vocab_size = 9, 4, 22
UNITS = 10
stories = np.random.randint(1, vocab_size, (40, story_maxlen))
queries = np.random.randint(1, vocab_size, (40, query_maxlen))
answers = np.random.randint(1, vocab_size, (40,))


class QuestionReader(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.embed = layers.Embedding(vocab_size, 8, name="embed")
        self.rnn = layers.Bidirectional(layers.GRU(units, return_state=True, name="gru"), name="both")

    def call(self, tokens):
        outputs, *states = self.rnn(self.embed(tokens))
        return outputs, states


class StoryReader(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.embed = layers.Embedding(vocab_size, 8, name="embed")
        self.rnn = layers.GRU(units, name="gru")

    def call(self, tokens, states):
        return self.rnn(self.embed(tokens), initial_state=states)


class BabiQA(keras.Model):
    def __init__(self):
        super().__init__(name="babi")
        self.question = QuestionReader(UNITS, name="question")
        self.story = StoryReader(UNITS, name="story")
        self.dropout = layers.Dropout(0.3)
        self.answer = layers.Dense(vocab_size, name="answer")

    def call(self, inputs, training=False):
        story, query = inputs
        summary, states = self.question(query)
        # the reader should know the question from its first word on
        x = self.story(story, states)
        return self.answer(self.dropout(x, training=training))


qa = BabiQA()
qa.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
qa.fit((stories, queries), answers, batch_size=20, epochs=1)
