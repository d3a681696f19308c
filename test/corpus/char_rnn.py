# coding: utf-8
import torch
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self, input_size=100, hidden_size=128, output_size=100, model="gru", n_layers=2):
        super(CharRNN, self).__init__()
        self.model = model.lower()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.output_size = output_size
        self.n_layers = n_layers

        self.encoder = nn.Embedding(input_size, hidden_size)
        if self.model == "gru":
            self.rnn = nn.GRU(hidden_size, hidden_size, n_layers)
        elif self.model == "lstm":
            self.rnn = nn.LSTM(hidden_size, hidden_size, n_layers)
        self.decoder = nn.Linear(hidden_size, output_size)

    def forward(self, input, hidden=None):
        batch_size = input.size(0)
        if hidden is None:
            hidden = self.init_hidden(batch_size)
        encoded = self.encoder(input)
        output, hidden = self.rnn(encoded.transpose(0, 1), hidden)
        output = self.decoder(output.transpose(0, 1))
        return output, hidden

    def init_hidden(self, batch_size):
        if self.model == "lstm":
            return (torch.zeros(self.n_layers, batch_size, self.hidden_size),
                    torch.zeros(self.n_layers, batch_size, self.hidden_size))
        return torch.zeros(self.n_layers, batch_size, self.hidden_size)
