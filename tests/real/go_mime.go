// Command go_mime prints as JSON the parts that Go's own parsers see in each user-data named on the command line.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
)

type part struct {
	Kind   string `json:"type"`
	Name   string `json:"name"`
	Sha256 string `json:"sha256"`
	Length int    `json:"length"`
}

type answer struct {
	Parts []part `json:"parts"`
	Error string `json:"error"`
}

func read(path string) ([]part, error) {
	blob, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	message, err := mail.ReadMessage(bytes.NewReader(blob))
	if err != nil {
		return nil, err
	}
	_, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	parts := []part{}
	reader := multipart.NewReader(message.Body, parameters["boundary"])
	for {
		// NextPart undoes quoted-printable by itself.
		next, err := reader.NextPart()
		if err == io.EOF {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		kind, _, err := mime.ParseMediaType(next.Header.Get("Content-Type"))
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(next)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		parts = append(parts, part{kind, next.FileName(), hex.EncodeToString(sum[:]), len(body)})
	}
}

func main() {
	answers := map[string]answer{}
	for _, path := range os.Args[1:] {
		parts, err := read(path)
		seen := answer{Parts: parts}
		if err != nil {
			seen.Error = err.Error()
		}
		answers[filepath.Base(path)] = seen
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		os.Exit(1)
	}
}
