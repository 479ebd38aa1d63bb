/** A server of models for tests, as OpenAI, Ollama and vLLM answer; it counts what it is asked. */
package dev.freshet.modelserver;
