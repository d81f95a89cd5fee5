"""Translation engines behind one port, and the glossary that goes before and after each."""
