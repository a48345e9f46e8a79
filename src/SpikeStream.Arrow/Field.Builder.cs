using Apache.Arrow.Types;

namespace Apache.Arrow;

public partial class Field
{
    /// <summary>Builds a field step by step; nullable and of the null type until told otherwise.</summary>
    public class Builder
    {
        private Dictionary<string, string>? _metadata;
        private string? _name;
        private IArrowType _type = NullType.Default;
        private bool _nullable = true;

        /// <summary>Sets the name.</summary>
        public Builder Name(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            _name = value;
            return this;
        }

        /// <summary>Sets the type.</summary>
        public Builder DataType(IArrowType type)
        {
            _type = type ?? NullType.Default;
            return this;
        }

        /// <summary>Says whether values may be null.</summary>
        public Builder Nullable(bool value)
        {
            _nullable = value;
            return this;
        }

        /// <summary>Adds or replaces one entry of the metadata.</summary>
        /// <exception cref="ArgumentNullException">The key is null or white space.</exception>
        public Builder Metadata(string key, string value)
        {
            if (string.IsNullOrWhiteSpace(key)) throw new ArgumentNullException(nameof(key));
            (_metadata ??= [])[key] = value;
            return this;
        }

        /// <summary>Adds or replaces entries of the metadata.</summary>
        public Builder Metadata(IEnumerable<KeyValuePair<string, string>> dictionary)
        {
            ArgumentNullException.ThrowIfNull(dictionary);
            foreach ((string key, string value) in dictionary) Metadata(key, value);
            return this;
        }

        /// <summary>The field built so far.</summary>
        /// <exception cref="ArgumentNullException">No name was given.</exception>
        public Field Build() => new(_name!, _type, _nullable, _metadata);
    }
}
