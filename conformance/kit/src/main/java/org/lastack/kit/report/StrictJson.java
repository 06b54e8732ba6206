package org.lastack.kit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records from JSON that somebody else may have written or cut short. The records are the schema: every component must be there, of
 * its type and not null, unless it is {@code @Nullable}; and nothing is nested beyond reason. Which record of a sealed interface is
 * meant, a property says that is called as the interface, in small letters; no other class can be named.
 */
final class StrictJson {
    /** A report has less than 20 levels. */
    private static final int DEEPEST = 50;

    private StrictJson() {}

    /**
     * Begins a mapper.
     *
     * @param newer components that earlier writers did not know, and that are absent or null for them
     */
    static JsonMapper.Builder mapper(Set<String> newer) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build();
        return JsonMapper.builder(factory)
                // Who reads what a later version wrote does not know all of it.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
                .annotationIntrospector(new Required(newer))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL));
    }

    /** Says what must be there: all components of records that may not be null. */
    private static final class Required extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;
        private final transient Set<String> newer;

        Required(Set<String> newer) {
            this.newer = newer;
        }

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            RecordComponent component = component(member);
            return component == null ? super.hasRequiredMarker(member) : Boolean.valueOf(!optional(component));
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            RecordComponent component = member instanceof AnnotatedMember m ? component(m) : null;
            return component != null && optional(component)
                    ? JsonSetter.Value.construct(Nulls.SET, Nulls.FAIL)
                    : super.findSetterInfo(member);
        }

        @Override
        public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated type) {
            return sealed(type)
                    ? JsonTypeInfo.Value.construct(
                            JsonTypeInfo.Id.NAME,
                            JsonTypeInfo.As.PROPERTY,
                            word(type.getRawType()),
                            null,
                            false,
                            null,
                            null)
                    : super.findPolymorphicTypeInfo(config, type);
        }

        @Override
        public @Nullable List<NamedType> findSubtypes(Annotated type) {
            return sealed(type)
                    ? Stream.of(type.getRawType().getPermittedSubclasses())
                            .map(each -> new NamedType(each, word(each)))
                            .toList()
                    : super.findSubtypes(type);
        }

        private static boolean sealed(Annotated type) {
            return type instanceof AnnotatedClass
                    && type.getRawType().isInterface()
                    && type.getRawType().isSealed();
        }

        private static String word(Class<?> type) {
            return type.getSimpleName().toLowerCase(Locale.ROOT);
        }

        private boolean optional(RecordComponent component) {
            return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || newer.contains(component.getName());
        }

        private static @Nullable RecordComponent component(AnnotatedMember member) {
            Class<?> owner = member.getDeclaringClass();
            if (!owner.isRecord()) {
                return null;
            }
            RecordComponent[] all = owner.getRecordComponents();
            if (member instanceof AnnotatedParameter parameter) {
                return parameter.getOwner().getParameterCount() == all.length ? all[parameter.getIndex()] : null;
            }
            for (RecordComponent component : all) {
                if (component.getName().equals(member.getName())) {
                    return component;
                }
            }
            return null;
        }
    }
}
