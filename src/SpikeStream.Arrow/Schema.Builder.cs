namespace Apache.Arrow;

public partial class Schema
{
    /// <summary>Builds a schema step by step.</summary>
    public class Builder
    {
        private readonly List<Field> _fields = [];
        private Dictionary<string, string>? _metadata;

        /// <summary>Forgets all fields and metadata.</summary>
        public Builder Clear()
        {
            _fields.Clear();
            _metadata?.Clear();
            return this;
        }

        /// <summary>Appends a field; null is ignored.</summary>
        public Builder Field(Field? field)
        {
            if (field is not null) _fields.Add(field);
            return this;
        }

        /// <summary>Appends the field that an action builds; null is ignored.</summary>
        public Builder Field(Action<Field.Builder>? fieldBuilderAction)
        {
            if (fieldBuilderAction is null) return this;
            var builder = new Field.Builder();
            fieldBuilderAction(builder);
            _fields.Add(builder.Build());
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

        /// <summary>The schema built so far.</summary>
        public Schema Build() => new(_fields, _metadata);
    }
}
